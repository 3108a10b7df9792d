/** One stack at hand: its settings, its state, and Pulumi to change it with. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { execa } from "execa";
import { z } from "zod";
import { RELEASE } from "../../images/tags";
import { parseSettings, configValues } from "../../settings/parse";
import { type CheckedConfig, checkConfig } from "../../settings/check-config";
import type { Settings } from "../../settings/schema";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ensurePulumi } from "../../pulumi/ensure";
import { fileBackend } from "../../pulumi/file-backend";
import { repairWhenFree } from "../../pulumi/repair";
import { PulumiCommand } from "../../pulumi/pulumi-command";
import { holdStack } from "../../pulumi/stack-lock";
import { findStack, PROJECT_DIR, PROJECT_NAME, settingsFile, type Stack } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { type RunningNode, nodeOf } from "./running-node";
import { type StackConfig, stackConfig, plainConfig } from "./stack-config";
import { chooseStack, stackNamesIn } from "./name";
import { type NodeLocation, nodeLocation } from "./state";
import { writeAtomically } from "./atomic-write";

export class StackSession {
  private opened: { readonly text: string; readonly config: StackConfig } | undefined;

  private constructor(
    readonly stack: Stack,
    readonly pulumi: PulumiCommand,
  ) {}

  /** @param option what the command was given @throws {OperatorError} if it is not clear which stack, or it has no settings */
  static async open(option: string | undefined): Promise<StackSession> {
    const { env } = await ensurePulumi({ quiet: true, plugins: false });
    const stack = findStack(await nameOf(option, env));
    return new StackSession(stack, new PulumiCommand(stack, env));
  }

  /** The same, for a command that changes its node: none other may until this process ends. @throws as open and holdStack */
  static async openExclusive(option: string | undefined, command: string): Promise<StackSession> {
    const stack = await StackSession.open(option);
    holdStack(stack.name, command);
    return stack;
  }

  /** All that have their settings file here, in the backend or not. */
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

  /** What its node's container is called, also where there is none. */
  get containerName(): string {
    return `${PROJECT_NAME}-${this.name}`;
  }

  /** Its configuration, decrypted in memory: once for each text of its file, since the passphrase takes a second. */
  async config(): Promise<StackConfig> {
    const text = this.settingsText();
    if (this.opened?.text === text) return this.opened.config;
    const config = stackConfig(await this.pulumi.read("config", "--show-secrets", "--json"));
    this.opened = { text, config };
    return config;
  }

  /** Its settings. @throws {SettingsError} with every problem, as `pulumi up` would */
  async checkedConfig(): Promise<CheckedConfig> {
    const { config, isSecret } = await this.config();
    return checkConfig(config, isSecret, RELEASE);
  }

  /** Its settings but for those that are secret, which takes no passphrase; undefined where they are wrong. */
  async plainSettings(): Promise<Settings | undefined> {
    return parseSettings(configValues(plainConfig(await this.pulumi.read("config", "--json")))).settings;
  }

  /** Its state, as text: secrets are encrypted there. */
  state(): Promise<string> {
    return this.pulumi.read("stack export");
  }

  /** The same with its secrets in clear: never for a person's eyes. */
  stateWithSecrets(): Promise<string> {
    return this.pulumi.read("stack export", "--show-secrets");
  }

  /** Where its node is, by its state. */
  async whereabouts(): Promise<NodeLocation> {
    return nodeLocation(await this.state());
  }

  /** Whether the backend knows it: a settings file alone is no stack. */
  async exists(): Promise<boolean> {
    const { code, text } = await this.pulumi.run("stack export");
    return code === 0 || !text.includes("no stack named");
  }

  /** The text of its settings file, with secrets as they are stored. */
  settingsText(): string {
    return readFileSync(settingsFile(this.name), "utf8");
  }

  /** Writes the whole of it, or nothing. */
  restoreSettings(text: string): void {
    const file = settingsFile(this.name);
    writeAtomically(file, text, statSync(file).mode);
    findStack(this.name);
  }

  /**
   * Makes its state usable again after a run that was cut off, and waits for one that is still at work. Of a backend
   * that is no folder Pulumi itself says what is the matter, and what ends it.
   *
   * @returns Pulumi that reaches the host's Docker
   */
  async repaired(): Promise<PulumiCommand> {
    const { env } = await ensurePulumi({ home: this.stack.env.PULUMI_HOME, quiet: true });
    const pulumi = new PulumiCommand(this.stack, { ...env, ...(await this.engine()) });
    const backend = await fileBackend({ ...env, ...this.stack.env });
    if (backend) await repairWhenFree(this.name, pulumi, backend);
    return pulumi;
  }

  /** Its node's container. @throws {OperatorError} if there is none */
  async node(): Promise<RunningNode> {
    const where = await this.whereabouts();
    if (!where.docker) throw new OperatorError(`The stack ${this.name} is not up: ${this.upCommand}`);
    const node = nodeOf(where);
    if (node) return node;
    throw new OperatorError(`The node of ${this.name} is stopped: aztec-validator start --stack ${this.name}`);
  }

  /** Writes a setting that is no secret, or removes it. Of a development stack it is git's file that is written. */
  async set(path: string, value: string | undefined): Promise<void> {
    const [verb, ...rest] = value === undefined ? ["config rm"] : ["config set", value];
    await this.pulumi.read(verb, "--path", path, ...rest);
    // The engine reads a copy of a development stack's settings.
    findStack(this.name);
  }

  /** @throws {OperatorError} for a development stack: git's file has its settings, and they are not encrypted */
  refuseDev(): void {
    if (!this.stack.isDev) return;
    throw new OperatorError(`${this.name} is a development stack: its first \`up\` makes its keys.`);
  }

  /** Writes secret settings, encrypted: all of them or none. @param values by the settings' names @throws as refuseDev */
  async setSecrets(values: Readonly<Record<string, string>>): Promise<void> {
    this.refuseDev();
    const before = this.settingsText();
    try {
      for (const [name, value] of Object.entries(values)) await this.pulumi.feed(value, "config set", "--secret", name);
    } catch (error) {
      this.restoreSettings(before);
      throw error;
    }
  }

  /** The outputs of its last `up` that are no secrets. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await this.pulumi.read("stack output", "--json")));
  }

  /** `pulumi up`, in front of the operator. @throws {OperatorError} if it fails */
  async up(): Promise<void> {
    await this.upBy(await this.repaired());
  }

  /** The same, with the state repaired already. @param pulumi as `repaired` gives it */
  upBy(pulumi: PulumiCommand): Promise<void> {
    return pulumi.show("up", "--suppress-outputs", "--yes", "--skip-preview");
  }

  /** The command that brings it up, for messages. */
  get upCommand(): string {
    return this.stack.isDev ? `make up STACK=${this.name}` : `pulumi up --stack ${this.name}`;
  }

  /** The provider knows DOCKER_HOST, but not the current Docker context; other hosts need no engine here. */
  private async engine(): Promise<Record<string, string>> {
    const { settings } = await this.checkedConfig();
    if (settings.host.kind !== "local" || settings.dockerHost) return {};
    return { DOCKER_HOST: (await ensureEngine()).host };
  }
}

async function nameOf(option: string | undefined, env: Readonly<Record<string, string>>): Promise<string> {
  const known = stackNamesIn(readdirSync(PROJECT_DIR));
  const environment = process.env.AZTEC_VALIDATOR_STACK;
  const isGiven = Boolean(option ?? environment);
  return chooseStack({
    option,
    environment,
    selected: isGiven ? undefined : await selectedStack(env),
    available: known,
  });
}

/** Undefined without a login, and where none is selected. */
async function selectedStack(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const options = { cwd: PROJECT_DIR, env, reject: false } as const;
  const { stdout, failed } = await execa("pulumi", ["stack", "--show-name", "--non-interactive"], options);
  return failed || stdout.trim() === "" ? undefined : stdout.trim();
}
