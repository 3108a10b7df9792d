/** Proves which processes hold a lock of Pulumi's, with real processes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hostname } from "node:os";
import { PROJECT_NAME } from "./dev-stack";
import { PulumiCli } from "./pulumi-cli";
import { InterruptedWait, isHeld, releaseState } from "./repair";
import { isHandled } from "../terminal/end-signals";
import { useFolder } from "../test/fixtures/folder";

const started: ReturnType<typeof spawn>[] = [];
const shell = (script: string) => {
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
  started.push(child);
  return child;
};
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  vi.restoreAllMocks();
});

const now = () => new Date();
const anHourAgo = () => new Date(Date.now() - 3_600_000);

describe("a lock of Pulumi's", () => {
  it("is held by the process that made it, whatever its name, until it is killed", async () => {
    const child = shell("exec sleep 600");
    const { pid = 0 } = child;
    expect(await isHeld({ pid, timestamp: now() })).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await isHeld({ pid, timestamp: now() })).toBe(false);
  });

  it("is not held by a process with the same id that started later", async () => {
    const { pid = 0 } = shell("exec sleep 600");
    expect(await isHeld({ pid, timestamp: anHourAgo() })).toBe(false);
    // The first process of a machine began before every lock.
    expect(await isHeld({ pid: 1, timestamp: now() })).toBe(true);
  });

  it("is not held by a zombie process", async () => {
    const child = shell("sleep 0.2 & echo $!; exec sleep 600");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const held = () => isHeld({ pid: Number(line.toString()), timestamp: now() });
    await expect.poll(held, { timeout: 10_000 }).toBe(false);
    expect(process.kill(Number(line.toString()), 0)).toBe(true);
  });
});

/** `ps` of BSD: all that follows the first `=` of an -o is the title of its column. A column without a title has no header. */
const BSD_PS = `shift 2
while [ $# -gt 0 ]; do
  titles="$titles\${2#*=}"
  case "\${2%%=*}" in stat) values="$values Ss" ;; etime) values="$values 02:00:05" ;; esac
  shift 2
done
[ -z "$titles" ] || echo "$titles"
echo "$values"`;

describe("a lock of a running process", () => {
  const folder = useFolder({ onPath: true });

  it("is held by the age that the ps of macOS and BSD prints", async () => {
    folder.program("ps", BSD_PS);
    expect(await isHeld({ pid: process.pid, timestamp: anHourAgo() })).toBe(true);
    const threeHoursAgo = new Date(Date.now() - 3 * 3_600_000);
    expect(await isHeld({ pid: process.pid, timestamp: threeHoursAgo })).toBe(false);
  });

  it.each(["Ss ELAPSED", "Ss", "", ",etime=\nSs"])("is held if its age cannot be read, as in %j", async (output) => {
    folder.program("ps", `printf '${output}'`);
    expect(await isHeld({ pid: process.pid, timestamp: anHourAgo() })).toBe(true);
  });
});

describe("a lock in a folder", () => {
  const backend = useFolder({ onPath: true });
  const lock = (text: string) => backend.write(`.pulumi/locks/organization/${PROJECT_NAME}/testnet/one.json`, text);
  const release = () => {
    backend.write("calls", "");
    backend.program("pulumi", `echo "$*" >> '${backend.at("calls")}'`);
    const stack = { name: "testnet", isDev: false, env: {}, settingsFile: backend.at("Pulumi.testnet.yaml") };
    return releaseState("testnet", new PulumiCli(stack, {}), backend.path);
  };

  it.each([
    ["of a process that has ended", JSON.stringify({ pid: 2 ** 22 + 1, hostname: hostname(), timestamp: new Date() })],
    ["whose file a power cut has left empty", ""],
    ["whose file ends too early", '{"pid":'],
  ])("%s is removed", async (_name, text) => {
    lock(text);
    expect(await release()).toBe(true);
    expect(backend.lines("calls")).toEqual(["cancel --yes --stack testnet"]);
  });

  it("of a run that waits at its prompt is waited for until Ctrl-C, with the ways out", async () => {
    const printed: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((line) => printed.push(String(line)) > 0);
    const { pid = 0 } = shell("exec sleep 600");
    lock(JSON.stringify({ pid, hostname: hostname(), timestamp: now() }));
    const waiting = release();
    await expect
      .poll(() => printed.join(""))
      .toBe(
        [
          `  … another Pulumi run uses testnet (process ${pid}): waiting until it has ended. It may wait for an answer to its own prompt.`,
          `    To end that run: kill ${pid}. To end this command: Ctrl-C\n`,
        ].join("\n"),
      );
    process.emit("SIGINT");
    await expect(waiting).rejects.toThrow(
      new InterruptedWait(
        `Interrupted while another Pulumi run uses testnet (process ${pid}): two at once would damage its state. To end that run: kill ${pid}`,
      ),
    );
    expect(isHandled("SIGINT")).toBe(false);
    expect(backend.read("calls")).toBe("");
  });

  it("of a run that ends is waited for", async () => {
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const child = shell("exec sleep 600");
    lock(JSON.stringify({ pid: child.pid, hostname: hostname(), timestamp: now() }));
    const waiting = release();
    child.kill("SIGKILL");
    expect(await waiting).toBe(true);
  });

  it("of another machine stays", async () => {
    lock(JSON.stringify({ pid: 1, hostname: "another", timestamp: new Date() }));
    expect(await release()).toBe(false);
    expect(backend.read("calls")).toBe("");
  });
});
