/** The account that the smoke test runs in, and the stack that it makes there. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { type KeyPair, smokeSettings, type Values } from "./plan";

/** State, passphrase and keys. Not in `.dev/`, which `make clean` removes: the state knows what costs money. */
export const FOLDER = path.join(PROJECT_DIR, ".aws-smoke");

export interface Account {
  readonly values: Values;
  /** Added to the environment of all commands. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes what was made for the run beside the stack. */
  close(): Promise<void>;
}

/** Returns the account that `aws` uses. @throws {OperatorError} without a node of Ethereum */
export async function operatorsAccount(): Promise<Account> {
  const { ETHEREUM_HOSTS, L1_CONSENSUS_HOST_URLS, AWS_REGION = "eu-central-1" } = process.env;
  if (!ETHEREUM_HOSTS || !L1_CONSENSUS_HOST_URLS)
    throw new OperatorError(
      "The node needs Ethereum: set ETHEREUM_HOSTS and L1_CONSENSUS_HOST_URLS in the environment. Nothing was made.",
    );
  const servers = { ethereumHosts: ETHEREUM_HOSTS, l1ConsensusHosts: L1_CONSENSUS_HOST_URLS };
  return {
    values: smokeSettings(AWS_REGION, await keyPair(), servers),
    env: {},
    close: () => Promise.resolve(),
  };
}

/** Generates the key for SSH, or returns that of an interrupted run. */
async function keyPair(): Promise<KeyPair> {
  const file = path.join(FOLDER, "ssh-key");
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  if (!existsSync(file))
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "aztec-validator-smoke", "-f", file]);
  const { stdout } = await execa("ssh-keygen", ["-y", "-f", file]);
  return { file, public: stdout };
}
