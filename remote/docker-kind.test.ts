/** Kinds of Docker, by what `docker info` and `docker version` print of them; each is cut to what is read. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { dockerKind, type DockerNeeds, dockerProblem, findDockerProblem, needsOf } from "./docker-kind";
import { settingsOf } from "../test/fakes/probed-hosts";
import { dev, mainnet, onServer } from "../test/fixtures/stacks";

const info = (changed: object = {}) =>
  JSON.stringify({
    ServerVersion: "29.1.3",
    Driver: "overlay2",
    DockerRootDir: "/var/lib/docker",
    SecurityOptions: ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"],
    LiveRestoreEnabled: false,
    OSType: "linux",
    ...changed,
  });
const server = (changed: object = {}) =>
  JSON.stringify({
    Version: "29.1.3",
    ApiVersion: "1.52",
    Components: [{ Name: "Engine" }, { Name: "containerd" }],
    ...changed,
  });
const inDirectory = { directory: "/srv/aztec", hasPeers: true, isHere: true, stack: "main" };
const inVolume = { hasPeers: true, isHere: true, stack: "main" };

function problemOf(changed: object, needs: Parameters<typeof dockerProblem>[1] = inVolume, version: object = {}) {
  const kind = dockerKind(info(changed), server(version));
  if (!kind) throw new Error("not recognised");
  return dockerProblem(kind, needs);
}

describe("Docker", () => {
  it("from a distribution or from Docker is accepted, with each store of images", () => {
    expect(problemOf({})).toBeUndefined();
    const containerd = { Driver: "overlayfs", DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] };
    expect(problemOf(containerd, inDirectory)).toBeUndefined();
    expect(
      problemOf({ ServerVersion: "20.10.24+dfsg1", SecurityOptions: null }, inVolume, { ApiVersion: "1.41" }),
    ).toBeUndefined();
  });

  it.each<[string, object, RegExp, RegExp]>([
    [
      "from snap",
      { DockerRootDir: "/var/snap/docker/common/var-lib-docker" },
      /from snap/,
      /snap remove docker && sudo apt-get/,
    ],
    [
      "without root",
      {
        DockerRootDir: "/home/me/.local/share/docker",
        SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless", "name=cgroupns"],
      },
      /is rootless/,
      /^use the system's Docker: pulumi config set dockerHost unix:\/\/\/var\/run\/docker\.sock --stack main$/,
    ],
    ["of Windows", { OSType: "windows" }, /windows containers/, /Linux containers/],
    ["that is Podman's socket", { DockerRootDir: "/var/lib/containers/storage" }, /Podman answers/, /install Docker/],
    [
      "that is Podman's own command",
      { host: { arch: "amd64" }, store: {}, DockerRootDir: undefined },
      /Podman answers/,
      /install Docker/,
    ],
  ])("%s is refused, with a remedy", (_what, changed, message, remedy) => {
    const problem = problemOf(changed);
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).toMatch(remedy);
  });

  it("that is Podman by the names of its parts is refused", () => {
    expect(
      problemOf({ DockerRootDir: "/data/storage" }, inVolume, { Components: [{ Name: "Podman Engine" }] })?.message,
    ).toMatch(/^Podman/);
  });

  it("with an old API is refused", () => {
    expect(problemOf({}, inVolume, { ApiVersion: "1.40" })?.message).toMatch(
      /^Docker's API is 1\.40, older than 1\.41/,
    );
  });

  it("that maps users is accepted for a volume, and refused for a directory of the host", () => {
    const remapped = {
      DockerRootDir: "/var/lib/docker/100000.100000",
      SecurityOptions: ["name=seccomp,profile=builtin", "name=userns"],
    };
    expect(problemOf(remapped)).toBeUndefined();
    const problem = problemOf(remapped, { ...inDirectory, stack: "main" });
    expect(problem?.message).toContain("the node cannot write to /srv/aztec (storage.path)");
    expect(problem?.remedy).toContain("pulumi config set --path storage.kind volume --stack main, without");
  });

  it("without root on a server, where no setting names an engine, has a remedy there", () => {
    const problem = problemOf({ SecurityOptions: ["name=rootless"] }, { ...inVolume, isHere: false });
    expect(problem?.remedy).toBe(
      "use the system's Docker, on the host as the user that SSH logs in as: docker context use default, without DOCKER_HOST in that user's environment",
    );
    expect(needsOf(settingsOf(onServer(mainnet)), "main").isHere).toBe(false);
  });

  it("without root is accepted for a development stack, which has no peers outside", () => {
    const rootless = { SecurityOptions: ["name=rootless"] };
    expect(problemOf(rootless, needsOf(settingsOf(dev), "dev"))).toBeUndefined();
    expect(problemOf(rootless, needsOf(settingsOf(mainnet), "main"))?.message).toMatch(/rootless/);
  });

  it("that prints no description is not judged", () => {
    expect(dockerKind("", "")).toBeUndefined();
    expect(dockerKind("Cannot connect to the Docker daemon", "")).toBeUndefined();
  });
});

const host = (answers: Readonly<Record<string, string>>) => (args: readonly string[]) =>
  Promise.resolve({ code: 0, text: answers[args[0] ?? ""] ?? "" });

/** Recorded from real engines: test/fixtures/docker-info/README.md. */
describe("an engine as recorded", () => {
  const recorded = (name: string) => readFileSync(path.join(__dirname, "../test/fixtures/docker-info", name), "utf8");
  /** As printed: on one line. */
  const line = (name: string) => `${JSON.stringify(JSON.parse(recorded(name)))}\n`;
  const problem = (name: string, needs: DockerNeeds, version = `${name}.version.json`) =>
    findDockerProblem(host({ info: line(`${name}.info.json`), version: line(version) }), needs);

  it("of Debian is accepted", async () => {
    expect(await problem("debian", inDirectory)).toBeUndefined();
  });

  it("that maps users is accepted for a volume, and refused for a directory of the host", async () => {
    expect(await problem("userns-remap", inVolume)).toBeUndefined();
    expect((await problem("userns-remap", inDirectory))?.message).toMatch(/^Docker maps the users of containers/);
  });

  it("without root is refused for a node with peers", async () => {
    expect((await problem("rootless", inVolume))?.message).toMatch(/^Docker is rootless/);
    expect(await problem("rootless", { ...inVolume, hasPeers: false })).toBeUndefined();
  });

  it("of Podman is refused, wherever its storage is", async () => {
    expect((await problem("podman-socket", inVolume))?.message).toMatch(/^Podman answers/);
    const rootless = await problem("podman-rootless-socket", inVolume, "podman-socket.version.json");
    expect(rootless?.message).toMatch(/^Podman answers/);
  });

  it("of Podman under Docker's name, which prints JSON over many lines, is refused", async () => {
    const emulation = "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n";
    const info = `${emulation}${recorded("podman-command.info.txt")}`;
    const found = await findDockerProblem(host({ info, version: `${emulation}null\n` }), inVolume);
    expect(found?.message).toMatch(/^Podman answers/);
  });
});

describe("a host's Docker", () => {
  it("is recognised beside the warnings that it prints", async () => {
    const snap = info({ DockerRootDir: "/var/snap/docker/common/var-lib-docker" });
    const docker = host({ info: `${snap}\nWARNING: No swap limit support\n`, version: server() });
    expect((await findDockerProblem(docker, inVolume))?.message).toMatch(/from snap/);
  });

  it("is refused if its command and its engine do not fit", async () => {
    const text = "Error response from daemon: client version 1.38 is too old. Minimum supported API version is 1.44";
    expect(await findDockerProblem(host({ info: text }), inVolume)).toEqual({
      message: `Docker's command and its engine have incompatible versions: ${text}`,
      remedy: "update the older one of the two",
    });
  });

  it("that does not answer is left to Docker's own message", async () => {
    expect(await findDockerProblem(host({}), inVolume)).toBeUndefined();
  });
});
