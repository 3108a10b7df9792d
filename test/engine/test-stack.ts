/**
 * A development stack for tests, beside a running one: other name, other ports. It is brought up and taken
 * down by the commands a person uses.
 */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa, type ExecaChildProcess } from "execa";
import { type StatusReport, statusReportSchema } from "../../cli/health/status-report";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { portHere } from "./lane";

export const P2P_PORT = portHere(21_400);
export const RPC_PORT = portHere(18_080);
export const ADMIN_PORT = 8880;

const SETTINGS = {
  network: "local",
  release: "4.1.2",
  memoryMb: 3072,
  readyTimeoutSeconds: 180,
  p2p: { port: P2P_PORT },
  rpcPort: RPC_PORT,
};

/** How a command ended, with everything it printed. */
export interface Ended {
  readonly code: number;
  readonly text: string;
}

export class TestStack {
  readonly container: string;

  /** Writes the stack's settings: the defaults of the tests, and these on top. */
  configure(settings: Readonly<Record<string, unknown>> = {}): void {
    this.write({ ...SETTINGS, ...settings });
  }

  /** Writes exactly these settings. */
  write(settings: Readonly<Record<string, unknown>>): void {
    // JSON is YAML.
    writeFileSync(this.file(), JSON.stringify({ config: settings }));
  }

  /** @param options of `make up` */
  constructor(
    readonly name: string,
    private readonly options: readonly string[] = [],
  ) {
    this.container = `aztec-validator-${name}`;
  }

  /** Starts `make up`, for a test that kills it. */
  start(): ExecaChildProcess {
    const args = ["dev/start.cjs", "up", this.name, ...this.options];
    return execa("node", args, { cwd: PROJECT_DIR, all: true, reject: false, detached: true });
  }

  async up(): Promise<Ended> {
    const { exitCode, all } = await this.start();
    return { code: exitCode, text: all ?? "" };
  }

  async down(): Promise<Ended> {
    const options = { cwd: PROJECT_DIR, all: true, reject: false } as const;
    const { exitCode, all } = await execa("node", ["dev/start.cjs", "down", this.name], options);
    return { code: exitCode, text: all ?? "" };
  }

  /** `aztec-validator`, on this stack. @throws if it fails */
  cli(...args: string[]): ExecaChildProcess {
    return execa("cli/aztec-validator", [...args, "--stack", this.name], { cwd: PROJECT_DIR });
  }

  /** Returns what `status --json` reports, healthy or not. */
  async status(): Promise<StatusReport> {
    const args = ["status", "--json", "--stack", this.name];
    const { stdout } = await execa("cli/aztec-validator", args, { cwd: PROJECT_DIR, reject: false });
    return statusReportSchema.parse(JSON.parse(stdout));
  }

  /** @throws with everything it printed, if the command fails */
  async succeeds(command: "up" | "down"): Promise<void> {
    const { code, text } = await this[command]();
    if (code !== 0) throw new Error(`${command} ended with exit code ${code}:\n${text}`);
  }

  /** Removes the settings file; the stack has to be down. */
  forget(): void {
    rmSync(this.file(), { force: true });
  }

  private file(): string {
    return path.join(PROJECT_DIR, `Pulumi.${this.name}.yaml`);
  }
}

/** Standard output of a docker command. @throws if it fails */
export async function docker(...args: string[]): Promise<string> {
  return (await execa("docker", args)).stdout;
}

/** Calls the node's JSON-RPC. @returns the result @throws if the node does not answer with one */
export async function rpc(method: string, port = RPC_PORT, host = "127.0.0.1"): Promise<unknown> {
  const response = await fetch(`http://${host}:${port}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}
