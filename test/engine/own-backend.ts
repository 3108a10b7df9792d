/** A separate backend for tests of `aztec-validator config` and `import`: Pulumi, without an engine or a node. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { ensurePulumi } from "../../pulumi/ensure";
import { PROJECT_DIR, PROJECT_NAME, settingsFile } from "../../pulumi/dev-stack";

export class OwnBackend {
  /** The working directory of the commands. */
  readonly home = mkdtempSync(path.join(tmpdir(), "aztec-validator-backend-"));
  env: Record<string, string> = {};

  /** @param names of the stacks that are created in it */
  constructor(private readonly names: readonly string[]) {}

  async open(): Promise<void> {
    const pulumi = await ensurePulumi({ quiet: true, plugins: false });
    this.clear();
    this.env = {
      ...pulumi.env,
      PULUMI_BACKEND_URL: `file://${this.home}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase of this test",
      AZTEC_VALIDATOR_CWD: this.home,
    };
  }

  close(): void {
    this.clear();
    rmSync(this.home, { recursive: true, force: true });
  }

  private clear(): void {
    for (const name of this.names) rmSync(settingsFile(name), { force: true });
  }

  /** A command without a terminal. */
  async run(...args: string[]): Promise<{ code: number; text: string }> {
    const { exitCode, all = "" } = await this.start(...args);
    return { code: exitCode, text: all };
  }

  start(...args: string[]) {
    const options = { cwd: PROJECT_DIR, env: this.env, all: true, reject: false, stdin: "ignore" } as const;
    return execa("node", ["cli/entry.cjs", ...args], options);
  }

  /** The names of its stacks. */
  async stacks(): Promise<string[]> {
    const { stdout } = await execa("pulumi", ["stack", "ls", "--json"], { cwd: PROJECT_DIR, env: this.env });
    return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name).sort();
  }

  /** Returns the decrypted settings of a stack's file, without the project's defaults. */
  async settingsOf(name: string): Promise<Record<string, string>> {
    const written = readFileSync(settingsFile(name), "utf8");
    const args = ["config", "--show-secrets", "--json", "--stack", name];
    const { stdout } = await execa("pulumi", args, { cwd: PROJECT_DIR, env: this.env });
    const all = Object.entries(JSON.parse(stdout) as Record<string, { value: string }>);
    const own = all.filter(([key]) => written.includes(`${key}:`));
    return Object.fromEntries(own.map(([key, { value }]) => [key.replace(`${PROJECT_NAME}:`, ""), value]));
  }

  /** Returns a stack's file without the parts that differ with each encryption. */
  written(name: string): string {
    return readFileSync(settingsFile(name), "utf8").replace(/(secure|encryptionsalt): .*/g, "$1: …");
  }
}
