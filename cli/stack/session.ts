/** One stack during one command: its settings, its state, and `pulumi up`. */
import { readdirSync } from "node:fs";
import { z } from "zod";
import { parseSettings, configValues } from "../../settings/parse";
import type { CheckedConfig, ConfigCheck } from "../../settings/check-config";
import type { Settings } from "../../settings/schema";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ensurePulumi } from "../../pulumi/ensure";
import { UnknownStackError } from "../../pulumi/failure";
import { fileBackend } from "../../pulumi/file-backend";
import { checkoutOption } from "../../pulumi/checkout-option";
import { clearPendingOperations, releaseState } from "../../pulumi/repair";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import { holdStack } from "../../pulumi/stack-lock";
import { findStack, PROJECT_DIR, PROJECT_NAME, syncDevSettings, type Stack } from "../../pulumi/dev-stack";
import { chosenEngine, engineInState } from "../../remote/local-engine";
import { thisMachine } from "../../remote/this-machine";
import { handleSignals } from "../../terminal/end-signals";
import { OperatorError } from "../../terminal/output";
import { type RunningNode, nodeOf } from "./running-node";
import { appliedConfig } from "./applied-config";
import {
  checkStackConfig,
  ownOrThrow,
  plainConfig,
  settingsOrThrow,
  type StackConfig,
  stackConfig,
} from "./plain-config";
import { StackFile } from "./stack-file";
import { lostHostCommand } from "../../settings/commands";
import { stackNamesIn } from "../../settings/stack-name";
import { chooseStack, stackInEnvironment } from "./name";
import { selectedStack } from "./selected";
import { syncKnownHosts } from "./known-hosts";
import { snapshotOf, type StackSnapshot } from "./state";

export class StackSession {
  readonly file: StackFile;
  private decrypted: { readonly text: string; readonly config: StackConfig } | undefined;
  private exported: Promise<StackSnapshot> | undefined;

  constructor(
    private readonly stack: Stack,
    private readonly pulumi: PulumiCli,
  ) {
    this.file = new StackFile(stack, pulumi);
  }

  /** @param option of `--stack` @throws {OperatorError} if it is not clear which stack, or it has no settings */
  static async open(option: string | undefined): Promise<StackSession> {
    const requested = option ?? stackInEnvironment();
    // Pulumi may have to be built first, which takes minutes: a mistyped name should not wait for that.
    if (requested) findStack(requested);
    const { env } = await ensurePulumi({ quiet: true, plugins: false });
    const stack = findStack(await chosenName(option, env));
    syncDevSettings(stack);
    return new StackSession(stack, new PulumiCli(stack, env));
  }

  /**
   * The same for a command that changes its node or its settings: it keeps others out until this process ends, and goes on
   * if its terminal or SSH session is closed, which could leave the node stopped.
   *
   * @throws as open and holdStack
   */
  static async openExclusive(option: string | undefined, command: string): Promise<StackSession> {
    const session = await StackSession.open(option);
    holdStack(session.name, command);
    handleSignals(["SIGHUP"], () => undefined);
    return session;
  }

  /** Opens all stacks with a settings file here, whether the backend has them or not. */
  static openAll(): Promise<StackSession[]> {
    return Promise.all(
      stackNamesIn(readdirSync(PROJECT_DIR))
        .sort()
        .map((name) => StackSession.open(name)),
    );
  }

  get name(): string {
    return this.stack.name;
  }

  /** The name of its node's container, whether that exists or not. */
  get containerName(): string {
    return `${PROJECT_NAME}-${this.name}`;
  }

  /** The command that brings it up, for messages. */
  get upCommand(): string {
    return this.stack.isDev
      ? `make up STACK=${this.name}${checkoutOption("make")}`
      : `pulumi up --stack ${this.name}${checkoutOption("pulumi")}`;
  }

  /** Returns its configuration, decrypted once for each text, since the passphrase takes a second. @param text of its file */
  async config(text = this.file.read()): Promise<StackConfig> {
    if (this.decrypted?.text === text) return this.decrypted.config;
    const isPresent = text === this.file.read();
    const read = await (isPresent ? this.configIn() : this.file.withDraft(text, (draft) => this.configIn(draft)));
    const config = { ...read, file: text };
    this.decrypted = { text, config };
    return config;
  }

  /** Returns the same for commands of its keys. @throws {OperatorError} if its file has only settings of another project */
  async ownConfig(): Promise<StackConfig> {
    return ownOrThrow(await this.config());
  }

  /** Returns the configuration of a settings file of its validator, decrypted in memory. @default its own */
  async configIn(file?: string): Promise<StackConfig> {
    const option = file === undefined ? [] : ["--config-file", file];
    return stackConfig(await this.pulumi.read("config", "--show-secrets", "--json", ...option), this.name);
  }

  /** Returns the configuration of its last `up` that succeeded, decrypted in memory; undefined if it is not known. */
  async appliedConfig(): Promise<StackConfig["config"] | undefined> {
    const args = ["--json", "--show-secrets", "--page-size", "20", "--page", "1"];
    const { failed, stdout } = await this.pulumi.run("stack history", ...args);
    return failed ? undefined : appliedConfig(stdout, this.name);
  }

  /** Checks its settings as `pulumi up` does. @param text of its file. @default the present one */
  async checkConfig(text?: string): Promise<ConfigCheck> {
    return checkStackConfig(await this.config(text));
  }

  /** Returns its settings. @throws {OperatorError} with every problem */
  async checkedConfig(): Promise<CheckedConfig> {
    return settingsOrThrow(await this.checkConfig(), this.name);
  }

  /** Returns whether its settings keep its node stopped, whatever else is wrong in them. */
  async isStopped(): Promise<boolean> {
    return configValues((await this.config()).config).stopped === true;
  }

  /** Returns its role as its settings have it, whatever else is wrong in them. */
  async role(): Promise<unknown> {
    return configValues((await this.config()).config).role ?? "sequencer";
  }

  /** Returns its settings without secrets, which takes no passphrase; undefined if they are invalid. */
  async plainSettings(): Promise<Settings | undefined> {
    return parseSettings(configValues(plainConfig(await this.pulumi.read("config", "--json")))).settings;
  }

  /** Returns its state: read once, and again only after {@link up} or {@link invalidate}. */
  snapshot(): Promise<StackSnapshot> {
    this.exported ??= this.pulumi
      .read("stack export")
      .then((state) => {
        syncKnownHosts(state, this.name);
        return snapshotOf(state);
      })
      .catch((error: unknown) => {
        this.exported = undefined;
        throw error;
      });
    return this.exported;
  }

  /** Has the next {@link snapshot} read the state again: it may have changed. */
  invalidate(): void {
    this.exported = undefined;
  }

  /** Returns whether the backend has it: a settings file alone is not a stack. */
  async isInBackend(): Promise<boolean> {
    try {
      await this.snapshot();
      return true;
    } catch (error) {
      if (error instanceof UnknownStackError) return false;
      throw error;
    }
  }

  /** Returns its state with secrets in plain text: never print it. */
  stateWithSecrets(): Promise<string> {
    return this.pulumi.read("stack export", "--show-secrets");
  }

  /** Returns whether its node is on another machine, or may be: then the Docker of this one says nothing about it. */
  async isElsewhere(): Promise<boolean> {
    const { machine } = (await this.snapshot()).location;
    return !this.stack.isDev && machine !== undefined && machine !== thisMachine();
  }

  /** @throws {OperatorError} if its node is on another machine: here it would be started a second time */
  async refuseElsewhere(): Promise<void> {
    if (!(await this.isInBackend()) || !(await this.isElsewhere())) return;
    throw new OperatorError(
      [
        `The node of ${this.name} is on another machine, by its last \`up\`, and host.kind is local. Nothing was changed: two nodes that sign with one key are slashed.`,
        "  Run the command on that machine.",
        `  If that machine is gone for good: ${lostHostCommand(this.name)}`,
        `  If this is the same machine, with a newly installed system or without /etc/machine-id: ${this.upCommand} says what to do`,
      ].join("\n"),
    );
  }

  /** Returns its node's container. @throws {OperatorError} if it has none, or on another machine */
  async node(): Promise<RunningNode> {
    await this.refuseElsewhere();
    const { location } = await this.snapshot();
    if (!location.docker) throw new OperatorError(`The stack ${this.name} is not up: ${this.upCommand}`);
    const node = nodeOf(location);
    if (node) return node;
    throw new OperatorError(`The node of ${this.name} is stopped: aztec-validator start --stack ${this.name}`);
  }

  /** Returns the outputs of its last `up` that are not secret. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await this.pulumi.read("stack output", "--json")));
  }

  /** Returns one output of its last `up` in plain text: never print it. */
  async secretOutput(name: string): Promise<string> {
    return (await this.pulumi.read("stack output", name, "--show-secrets")).trim();
  }

  /**
   * Finds Pulumi with its plugins and the host's Docker, waits for a run that is at work, and repairs the state after one
   * that was killed. For a backend that is not a folder, Pulumi itself reports a lock and how to remove it.
   *
   * @param settings of the `up`. @default the present ones
   * @throws {OperatorError} if they are invalid
   */
  async prepareUp(settings?: Settings): Promise<PulumiCli> {
    await this.refuseElsewhere();
    const { env } = await ensurePulumi({ home: this.stack.env.PULUMI_HOME, quiet: true });
    const pulumi = new PulumiCli(this.stack, { ...env, ...(await this.engineEnv(settings)) });
    const backend = await fileBackend({ ...env, ...this.stack.env });
    if (backend !== undefined && (await releaseState(this.name, pulumi, backend))) this.invalidate();
    if (await clearPendingOperations((await this.snapshot()).state, pulumi)) this.invalidate();
    return pulumi;
  }

  /**
   * Runs `pulumi up` in front of the operator.
   *
   * @param prepared by {@link prepareUp}
   * @param replaced name of a resource to replace
   * @throws {OperatorError} if it fails
   */
  async up(prepared?: PulumiCli, replaced?: string): Promise<void> {
    const pulumi = prepared ?? (await this.prepareUp());
    const replace = replaced === undefined ? [] : ["--replace", `**::${replaced}`];
    try {
      await pulumi.show("up", "--suppress-outputs", "--yes", "--skip-preview", ...replace);
    } finally {
      this.invalidate();
    }
  }

  /** Compares its state with the real resources, in front of the operator. @throws {OperatorError} if it fails */
  async refresh(): Promise<void> {
    const pulumi = await this.prepareUp();
    try {
      await pulumi.show("refresh", "--suppress-outputs", "--yes", "--skip-preview");
    } finally {
      this.invalidate();
    }
  }

  /** Removes a resource and what depends on it from the state; the resource itself stays as it is. */
  async deleteFromState(urn: string): Promise<void> {
    await this.pulumi.read("state delete", urn, "--target-dependents", "--force", "--yes");
    this.invalidate();
  }

  /**
   * Returns the engine for the provider: the node's, else that of `pulumi up`. A development stack's is that of `make up`,
   * which follows the current Docker context. A stack on another host needs no engine here.
   */
  private async engineEnv(settings?: Settings): Promise<Record<string, string>> {
    const { host, dockerHost } = settings ?? (await this.checkedConfig()).settings;
    if (host.kind !== "local" || dockerHost) return {};
    const chosen =
      engineInState((await this.snapshot()).location.docker) ?? (this.stack.isDev ? undefined : chosenEngine());
    return { DOCKER_HOST: (await ensureEngine(chosen)).host };
  }
}

async function chosenName(option: string | undefined, env: Readonly<Record<string, string>>): Promise<string> {
  const available = stackNamesIn(readdirSync(PROJECT_DIR));
  const environment = stackInEnvironment();
  const selected = (option ?? environment) ? undefined : await selectedStack(env);
  return chooseStack({ option, environment, selected, available });
}
