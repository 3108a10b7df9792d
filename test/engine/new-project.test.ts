/** An operator's project, created by `pulumi new` from a checkout, and stacks of it from the example files. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examples } from "../../generate/examples";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ensurePulumi } from "../../pulumi/ensure";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { samples } from "../fixtures/samples";
import { SECRETS } from "../fixtures/stacks";

const home = mkdtempSync(path.join(tmpdir(), "aztec-validator-new-"));
const checkout = path.join(home, "checkout");
const project = path.join(home, "my-validator");
const PASSPHRASE = "a passphrase of this test";
let env: Record<string, string>;
/** Docker networks that the commands of examples have created. */
const networks = new Set<string>();

/** Runs a command in the new project; the error of one that does not start has its name. */
async function run(command: string, args: readonly string[], input?: string) {
  const result = await execa(command, args, {
    cwd: project,
    env,
    all: true,
    reject: false,
    // An empty pipe would break under a command that ends without looking at it, as `cp` does.
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
  const { exitCode, all } = result;
  return { code: exitCode, text: all ?? result.command };
}

async function succeeds(command: string, args: readonly string[], input?: string): Promise<string> {
  const { code, text } = await run(command, args, input);
  expect(code, text).toBe(0);
  return text;
}

beforeAll(async () => {
  const { stdout } = await execa(
    "git",
    ["ls-files", "-co", "--exclude-standard", "--exclude=Pulumi.test-*", "--exclude=Pulumi.conf-*"],
    { cwd: PROJECT_DIR },
  );
  const files = stdout.split("\n").filter((file) => existsSync(path.join(PROJECT_DIR, file)));
  for (const file of files) cpSync(path.join(PROJECT_DIR, file), path.join(checkout, file));
  for (const folder of [project, path.join(home, "backend"), path.join(home, "operators-backend")])
    mkdirSync(folder, { recursive: true });
  const pulumi = await ensurePulumi({});
  const engine = await ensureEngine();
  env = {
    ...pulumi.env,
    DOCKER_HOST: engine.host,
    PULUMI_BACKEND_URL: `file://${path.join(home, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    // The language host that is built here starts before the packages of the new project are installed.
    NODE_PATH: path.join(PROJECT_DIR, "node_modules"),
  };
  // The checkout is in use: it has the file of an operator's stack.
  const used = { ...env, PULUMI_BACKEND_URL: `file://${path.join(home, "operators-backend")}` };
  const options = { cwd: checkout, env: used };
  await execa("pulumi", ["stack", "init", "own"], options);
  await execa("pulumi", ["config", "set", "network", "testnet", "--stack", "own"], options);
  const setSecret = ["config", "set", "--secret", "ethereumHosts", "--stack", "own"];
  await execa("pulumi", setSecret, { ...options, input: "https://l1.example.org" });
});

afterAll(async () => {
  for (const name of networks) await run("docker", ["network", "rm", name]);
  rmSync(home, { recursive: true, force: true });
});

describe("pulumi new", () => {
  it("creates a project from a checkout, and changes none of its sources", async () => {
    await succeeds("pulumi", ["new", checkout, "--yes", "--name", "my-validator", "--stack", "first"]);
    const changed = await run("diff", ["-rq", "--exclude=node_modules", checkout, project]);
    expect(changed.text.split("\n").sort()).toEqual([
      `Files ${checkout}/Pulumi.yaml and ${project}/Pulumi.yaml differ`,
      `Only in ${project}: Pulumi.first.yaml`,
    ]);
    expect(readFileSync(path.join(project, "Pulumi.yaml"), "utf8")).toMatch(/^name: my-validator$/m);
  });

  it("stores the answers to its prompts, and the preview lists the settings that are missing", async () => {
    const stackFile = readFileSync(path.join(project, "Pulumi.first.yaml"), "utf8");
    expect(stackFile).toContain("my-validator:network: testnet\n");
    expect(stackFile).toContain("my-validator:release: 6.0.0\n");
    const { code, text } = await run("pulumi", ["preview", "--stack", "first", "--color=never"]);
    expect(code).not.toBe(0);
    expect(text).toContain("4 problems in the settings; nothing was changed.");
    for (const path of ["ethereumHosts", "l1ConsensusHosts", "p2p.announceIp", "attesterPrivateKey"]) {
      expect(text).toContain(`${path} is not set: `);
    }
  });

  it("shows the settings that every stack has, with their defaults", async () => {
    const text = await succeeds("pulumi", ["config", "--stack", "first", "--color=never"]);
    expect(text).toMatch(/^memoryMb +16384$/m);
    expect(text).toMatch(/^role +sequencer$/m);
  });
});

describe("a stack's file that came from a used checkout", () => {
  const cli = (...args: string[]) => run(process.execPath, ["cli/entry.cjs", ...args]);

  it("is refused by the program and the command line, with the command that puts it aside", async () => {
    const { text: unknown } = await cli("keys", "show", "--stack", "own");
    expect(unknown).toContain("The backend that you are logged in to has no stack own.\n");
    expect(unknown).toContain("  If Pulumi.own.yaml is to be a new stack: pulumi stack init own\n");
    await succeeds("pulumi", ["stack", "init", "own"]);
    for (const { code, text } of [
      await run("pulumi", ["preview", "--stack", "own", "--color=never"]),
      await cli("config", "--stack", "own", "--yes"),
      await cli("keys", "show", "--stack", "own"),
      await cli("keys", "new", "--stack", "own"),
    ]) {
      expect(code).not.toBe(0);
      expect(text).toContain("1 problem in the settings; nothing was changed.");
      expect(text).toMatch(/aztec-validator:\w+ is a setting of another project, like 1 more: Pulumi\.own\.yaml was/);
      expect(text).toMatch(
        / mv Pulumi\.own\.yaml Pulumi\.own\.yaml\.other && aztec-validator config --stack own(\n|$)/,
      );
    }
  });

  it("with a secret of another stack names the secret, and works once that is set again", async () => {
    await succeeds("pulumi", ["config", "set", "--secret", "coinbase", String(samples.coinbase), "--stack", "first"]);
    const file = path.join(project, "Pulumi.first.yaml");
    const secret = /^ +secure: (\S+)$/m.exec(readFileSync(path.join(checkout, "Pulumi.own.yaml"), "utf8"))?.[1] ?? "";
    writeFileSync(file, `${readFileSync(file, "utf8")}  my-validator:ethereumHosts:\n    secure: ${secret}\n`);
    const { text } = await cli("keys", "show", "--stack", "first");
    expect(text).toContain("ethereumHosts in Pulumi.first.yaml was encrypted with another key than the stack's");
    const [, command = ""] = /again: (pulumi config set --secret .*)\n/.exec(text) ?? [];
    await succeeds("pulumi", command.split(" ").slice(1), "https://l1.example.org");
    await succeeds("pulumi", ["config", "--show-secrets", "--stack", "first"]);
  });

  it("with another passphrase than the one that is set is refused, with the cause and both ways out", async () => {
    env = { ...env, PULUMI_CONFIG_PASSPHRASE: "another" };
    const { code, text } = await cli("config", "--stack", "first", "--yes");
    env = { ...env, PULUMI_CONFIG_PASSPHRASE: PASSPHRASE };
    expect(code).toBe(1);
    expect(text.trim()).toBe(
      [
        "The passphrase that is set did not encrypt Pulumi.first.yaml, so its secrets cannot be decrypted.",
        "  If the stack is yours, set its passphrase, then run the command again: unset PULUMI_CONFIG_PASSPHRASE; export PULUMI_CONFIG_PASSPHRASE_FILE=<a file with it>",
        "  If the file came from another checkout (`pulumi new` copies all files), put it aside: mv Pulumi.first.yaml Pulumi.first.yaml.other && aztec-validator config --stack first",
      ].join("\n"),
    );
  });
});

// The one for AWS is previewed beside an emulator of AWS, in the cloud tests.
describe("an example stack file", () => {
  it.each(examples.filter(({ name }) => name !== "aws"))(
    "$name becomes a stack by the commands at its head",
    async ({ name }) => {
      const text = readFileSync(path.join(project, `examples/${name}.yaml`), "utf8");
      const commands = [...text.matchAll(/^# {3}(\S.*)$/gm)].map(([, command = ""]) => command);
      expect(commands.at(-1)).toBe(`pulumi up --stack ${name}`);
      for (const command of commands.slice(0, -1)) await follow(command);
      const preview = await succeeds("pulumi", ["preview", "--color=never", "--stack", name]);
      expect(preview).toMatch(/node-container +create/);
      expect(preview).not.toContain(samples.attesterPrivateKey);
    },
  );
});

/** Runs a command as printed, with a value for its placeholder; a secret is its standard input. */
async function follow(command: string): Promise<void> {
  const args = command.split(" ").filter((word) => !word.startsWith("<"));
  const [program = "", ...rest] = args;
  const setting = rest.at(rest.indexOf("--stack") - 1) ?? "";
  if (command.startsWith("docker network create")) {
    // Several examples share it.
    const name = rest.at(-1) ?? "";
    if (networks.has(name)) return;
    networks.add(name);
  }
  if (!command.startsWith("pulumi config set")) {
    await succeeds(program, rest);
    return;
  }
  const value = [samples[setting]].flat().join(",");
  const isAsked = SECRETS.includes(setting);
  await succeeds(program, isAsked ? rest : [...rest, value], isAsked ? value : undefined);
}
