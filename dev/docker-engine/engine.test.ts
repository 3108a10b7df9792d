/** How the engine is found and started, with a stand-in for `docker`, and a `dockerd` that only records its start. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useFolder } from "../../test/fixtures/folder";
import { Steps } from "../../terminal/steps";
import { addEngine, ensureEngine } from "./engine";

const folder = useFolder({ onPath: true });

beforeEach(() => {
  vi.stubEnv("DOCKER_HOST", "");
  vi.stubEnv("XDG_CACHE_HOME", folder.path);
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Writes a `docker` whose current context is `context`. @param version script of `docker version` */
function fakeDocker(version: string, context = "unix:///var/run/docker.sock"): void {
  folder.program("docker", `case "$1" in context) echo '${context}' ;; *) ${version} ;; esac`);
}

describe("the Docker engine", () => {
  it("that is started and refuses this user is an error with the way to access", async () => {
    folder.program("sudo", 'exec "$@"');
    folder.program("dockerd", `touch '${folder.at("runs")}'`);
    folder.program("systemctl", `touch '${folder.at("runs")}'`);
    const refused = "echo 'permission denied while trying to connect' >&2; exit 1";
    fakeDocker(`if [ -e '${folder.at("runs")}' ]; then ${refused}; else exit 1; fi`);
    await expect(addEngine(new Steps(), undefined)).rejects.toThrow(
      "A Docker engine runs (unix:///var/run/docker.sock), but this user has no permission to use it.",
    );
  });

  it("of the current context is used where a stack names none, and not for one that Pulumi reaches without it", async () => {
    const CONTEXT = "unix:///run/user/1000/docker.sock";
    fakeDocker(`[ "$2" = '${CONTEXT}' ]`, CONTEXT);
    expect((await ensureEngine()).host).toBe(CONTEXT);
    const chosen = { host: "unix:///var/run/docker.sock", source: "default" } as const;
    await expect(ensureEngine(chosen)).rejects.toThrow(
      `No Docker engine answers at unix:///var/run/docker.sock. The current Docker context is ${CONTEXT}, but Pulumi does not read contexts.`,
    );
  });
});
