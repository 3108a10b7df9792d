/**
 * A stack as an operator has one: in its own backend, with encrypted secrets, by plain Pulumi commands.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ensurePulumi } from "../../pulumi/ensure";
import { PROJECT_DIR, PROJECT_NAME } from "../../pulumi/dev-stack";
import { SECRETS } from "../fixtures/stacks";
import type { KeyService } from "./key-service";
import { type Secret, StackFile } from "./stack-file";
import { Terminal } from "./terminal";
import { docker, type Ended } from "./test-stack";

/** Loads Vitest only when it is used: `make bench` has stacks outside of Vitest, with a passphrase. */
async function keyService(): Promise<KeyService> {
  const { inject } = await import("vitest");
  return inject("keyService");
}

const inClear = ({ name, text }: Secret) => ["--secret", `${name}=${text}`];

export class OwnStack {
  readonly container: string;
  /** The folder of its backend. */
  readonly home = mkdtempSync(path.join(tmpdir(), "aztec-validator-own-"));
  private readonly file: string;
  private readonly stackFile: StackFile;
  private env: Record<string, string> = {};

  /** @param environment what Pulumi and its plugins get on top of the tests' own: with a passphrase, that encrypts */
  constructor(
    readonly name: string,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    this.container = `${PROJECT_NAME}-${name}`;
    this.file = path.join(PROJECT_DIR, `Pulumi.${name}.yaml`);
    this.stackFile = new StackFile(this.file);
  }

  /** @param provider of its secrets; else that is the passphrase, or the key service of all tests */
  async init(provider?: string): Promise<void> {
    const [pulumi, engine] = [await ensurePulumi(), await ensureEngine()];
    const keys = (provider ?? this.environment.PULUMI_CONFIG_PASSPHRASE) ? undefined : await keyService();
    this.env = {
      ...pulumi.env,
      DOCKER_HOST: engine.host,
      PULUMI_BACKEND_URL: `file://${this.home}`,
      ...keys?.environment,
      ...this.environment,
      PATH: [this.environment.PATH, pulumi.env.PATH ?? process.env.PATH].filter(Boolean).join(path.delimiter),
    };
    await this.clear();
    const encryption = provider ?? keys?.provider ?? "passphrase";
    await this.succeeds("stack", "init", this.name, `--secrets-provider=${encryption}`);
  }

  /** Replaces all settings, by their paths; Pulumi itself encrypts the secret ones. */
  async configure(values: Readonly<Record<string, unknown>>, secret: readonly string[] = SECRETS): Promise<void> {
    // On a command line: acceptable only for a test's secret.
    await this.stackFile.write(values, secret, (some) =>
      this.succeeds("config", "set-all", ...some.flatMap(inClear), "--stack", this.name),
    );
  }

  up(): Promise<Ended> {
    return this.run(["up", "--yes", "--skip-preview", "--color=never", "--stack", this.name]);
  }

  /** Returns an output that is not secret. */
  async output(name: string, ...options: string[]): Promise<string> {
    return (await this.succeeds("stack", "output", name, ...options, "--stack", this.name)).trim();
  }

  /** Returns a secret output. */
  secretOutput(name: string): Promise<string> {
    return this.output(name, "--show-secrets");
  }

  /** Removes everything, protected resources included. It does not use Pulumi, which is slower. */
  async remove(): Promise<void> {
    await this.clear();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Removes everything of the stack from this machine, also after an interrupted test; no other test has its names. */
  private async clear(): Promise<void> {
    const ofUpdates = ["json", "stopped.json", "lock", "lock.holder"].map((end) =>
      path.join(PROJECT_DIR, ".updates", `${this.name}.${end}`),
    );
    for (const file of [this.file, ...ofUpdates]) rmSync(file, { force: true });
    await docker("rm", "--force", this.container, `${this.container}-keys`);
    await docker("volume", "rm", "--force", `${this.container}-data`, `${this.container}-keys`);
    if (await docker("network", "ls", "--quiet", "--filter", `name=^${this.container}$`)) {
      await docker("network", "rm", this.container);
    }
  }

  async succeeds(...args: string[]): Promise<string> {
    const { code, text } = await this.run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with exit code ${code}:\n${text}`);
    return text;
  }

  async run(args: readonly string[], input = ""): Promise<Ended> {
    const { exitCode, all } = await this.start(args, input);
    return { code: exitCode, text: all ?? "" };
  }

  /** `aztec-validator`, without a terminal. */
  cli(...args: string[]): Promise<Ended> {
    return this.cliWith("", ...args);
  }

  /** The same, with something on its standard input. */
  async cliWith(input: string, ...args: string[]): Promise<Ended> {
    const { exitCode, all } = await this.startCli([...args, "--stack", this.name], input);
    return { code: exitCode, text: all ?? "" };
  }

  /** The same at a terminal. */
  terminal(...args: string[]): Terminal {
    return new Terminal(["cli/aztec-validator", ...args, "--stack", this.name].join(" "), this.env);
  }

  /** `aztec-validator`, started in its own process group: for a test that kills it. */
  startCli(args: readonly string[], input = "") {
    const options = { cwd: PROJECT_DIR, env: this.env, all: true, reject: false, input, detached: true } as const;
    return execa("cli/aztec-validator", args, options);
  }

  /** Runs a line that a message names, as the operator would. @throws if it fails */
  async shell(line: string): Promise<void> {
    await execa("sh", ["-c", line], { cwd: PROJECT_DIR, env: this.env });
  }

  /** A Pulumi command, started: for a test that kills it. */
  start(args: readonly string[], input = "") {
    return execa("pulumi", args, { cwd: PROJECT_DIR, env: this.env, all: true, reject: false, input });
  }
}
