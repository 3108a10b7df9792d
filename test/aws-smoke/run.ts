/** The run of the smoke test: its stack, its steps, and what happens if one fails. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { EXIT_CODES } from "../../cli/health/finding";
import { multistreamGreeting } from "../../cli/health/probe/p2p-dial";
import { PROJECT_DIR, PROJECT_NAME, settingsFile, type Stack } from "../../pulumi/dev-stack";
import { ensurePulumi } from "../../pulumi/ensure";
import { fileUrl } from "../../pulumi/file-url";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import { resourcesIn } from "../../pulumi/state";
import { log, OperatorError } from "../../terminal/output";
import { canPrompt, confirm } from "../../terminal/prompts";
import { StackFile } from "../engine/stack-file";
import { type Account, FOLDER } from "./account";
import { announcement, dollarsAnHour, onAws, SECRET, type Step, table, type Values } from "./plan";

const NAME = "aws-smoke";
const BACKEND = path.join(FOLDER, "state");
const PASSPHRASE = path.join(FOLDER, "passphrase");
const outputsSchema = z.object({ peerId: z.string(), p2pEndpoint: z.string() });

interface Run {
  readonly pulumi: PulumiCli;
  /** Replaces the settings. */
  configure(values: Values): Promise<void>;
  /** `aztec-validator status`. @returns its exit code */
  status(): Promise<number>;
}

/**
 * Takes the stack through its life.
 *
 * @param isConfirmed whether the operator need not be asked
 * @throws {OperatorError} if a step fails, after everything was removed or named
 */
export async function run({ values, env }: Account, isConfirmed: boolean): Promise<void> {
  const one = await open(env);
  await removeEarlier(one);
  await one.configure(values);
  await one.pulumi.show("preview");
  const hourly = dollarsAnHour(values);
  log(`\n${announcement(hourly)}`);
  if (!isConfirmed && !canPrompt())
    throw new OperatorError("Nothing was made: without a terminal, confirm with make aws-smoke CONFIRM=yes.");
  await confirm("Continue?", isConfirmed);
  const done: Step[] = [];
  try {
    for (const [name, work] of Object.entries(steps(one, values))) done.push(await timed(name, work));
  } catch (error) {
    log(`\n${error instanceof Error ? error.message : String(error)}\nNow everything is removed.`);
    const removal = timed("removal", () => remove(one)).then((step) => done.push(step));
    await removal.finally(() => {
      console.log(`\n${table(done, hourly)}`);
    });
    throw new OperatorError("The smoke test failed: the reason is above. Nothing of it is left on AWS.");
  }
  forget();
  console.log(`\n${table(done, hourly)}\n\nNothing is left on AWS.`);
}

function steps(one: Run, values: Values): Record<string, () => Promise<void>> {
  const { pulumi } = one;
  const up = (...args: string[]) => pulumi.show("up", "--yes", "--skip-preview", ...args);
  let first: z.output<typeof outputsSchema>;
  return {
    up: async () => {
      await up();
      first = await outputsOf(pulumi);
    },
    repeat: () => up("--refresh", "--expect-no-changes"),
    status: async () => {
      await reach(first.p2pEndpoint);
      if ((await one.status()) === EXIT_CODES.unknown)
        throw new OperatorError("status could not look at the node: its output is above.");
    },
    replace: async () => {
      await one.configure({ ...values, "aws.generation": 2 });
      await up();
      const second = await outputsOf(pulumi);
      if (second.peerId === first.peerId && second.p2pEndpoint === first.p2pEndpoint) return;
      throw new OperatorError(
        `The new instance is another node: ${second.peerId} at ${second.p2pEndpoint} instead of ${first.peerId} at ${first.p2pEndpoint}.`,
      );
    },
    destroy: () => remove(one),
  };
}

/** Creates the stack, or opens that of an interrupted run. */
async function open(env: Account["env"]): Promise<Run> {
  mkdirSync(BACKEND, { recursive: true, mode: 0o700 });
  if (!existsSync(PASSPHRASE)) writeFileSync(PASSPHRASE, randomBytes(32).toString("hex"), { mode: 0o600 });
  const own = { ...env, PULUMI_BACKEND_URL: fileUrl(BACKEND), PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE };
  const stack: Stack = { name: NAME, isDev: false, env: own, settingsFile: settingsFile(NAME) };
  const { env: toolchain } = await ensurePulumi();
  const pulumi = new PulumiCli(stack, toolchain);
  const exists = !(await pulumi.run("stack export")).failed;
  if (!exists) await pulumi.read("stack init", "--no-select", "--secrets-provider=passphrase");
  const file = new StackFile(stack.settingsFile);
  const encrypt = async ({ name, text }: { name: string; text: string }) =>
    pulumi.feed(text, "config set", "--secret", name);
  return {
    pulumi,
    configure: (values) =>
      file.write(values, SECRET, async (secrets) => {
        for (const secret of secrets) await encrypt(secret);
      }),
    status: async () => {
      const options = { cwd: PROJECT_DIR, env: { ...toolchain, ...own }, stdio: "inherit", reject: false } as const;
      return (await execa("cli/aztec-validator", ["status", "--stack", NAME], options)).exitCode;
    },
  };
}

/** Removes what an interrupted run has left. */
async function removeEarlier(one: Run): Promise<void> {
  const left = onAws(resourcesIn(await one.pulumi.read("stack export")));
  if (left.length === 0) return;
  log(["An earlier run was interrupted. What it has left is removed first:", ...left].join("\n"));
  await remove(one);
}

/** Removes everything. @throws {OperatorError} that names what is left */
async function remove({ pulumi }: Run): Promise<void> {
  // Neither has anything to do if nothing was interrupted or made.
  await pulumi.run("cancel", "--yes");
  await pulumi.run("state unprotect", "--all", "--yes");
  const destroyed = await pulumi.show("destroy", "--yes", "--skip-preview").then(
    () => true,
    () => false,
  );
  if (destroyed) return;
  const left = onAws(resourcesIn(await pulumi.read("stack export")));
  throw new OperatorError(
    [
      "This is left on AWS, and costs money:",
      ...left,
      "  Run make aws-smoke again: it removes that first. Or remove it by hand. An instance that is not in the list:",
      `  aws ec2 describe-instances --filters Name=tag:aztec-validator,Values=${PROJECT_NAME}/${NAME}`,
    ].join("\n"),
  );
}

/** Forgets the stack: its state has nothing more. */
function forget(): void {
  for (const file of [FOLDER, settingsFile(NAME)]) rmSync(file, { recursive: true, force: true });
  for (const end of ["known_hosts", "known_hosts.old"])
    rmSync(path.join(PROJECT_DIR, `Pulumi.${NAME}.${end}`), { force: true });
}

/** @throws {OperatorError} if the node's p2p port does not answer from here */
async function reach(endpoint: string): Promise<void> {
  const [host = "", port] = endpoint.split(":");
  const greeting = await multistreamGreeting(host, Number(port)).catch(() => undefined);
  if (greeting === undefined)
    throw new OperatorError(`${endpoint} does not answer from this machine, so peers cannot reach the node.`);
  log(`  ${endpoint} answers: ${greeting}`);
}

async function outputsOf(pulumi: PulumiCli) {
  return outputsSchema.parse(JSON.parse(await pulumi.read("stack output", "--json")));
}

async function timed(name: string, work: () => Promise<void>): Promise<Step> {
  log(`\n== ${name}`);
  const start = performance.now();
  await work();
  return { name, seconds: (performance.now() - start) / 1000 };
}
