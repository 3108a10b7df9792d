/** A stack on the simulated AWS, set up as on the real one, and an L1 on the simulated internet. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { docker } from "../../dev/images/docker";
import { localL1, RELEASE } from "../../images/tags";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { LANE } from "../engine/lane";
import { OwnStack } from "../engine/own-stack";
import { NODE } from "../engine/test-image";
import { TEST_KEYS } from "../fixtures/samples";
import { cloudDir, INTERNET, onInternet, PREFIX } from "../aws-simulator/ec2/names";
import { prepareCloud } from "../aws-simulator/ec2/prepare";
import { asOperator, makeKey, startWorld, stopWorld, type World } from "../aws-simulator/ec2/world";

/** Address of the tests' L1. */
const L1 = { name: `${PREFIX}-l1`, address: onInternet(200) };
/** Address of the test machine on the simulated internet. */
export const HERE = `${INTERNET.gateway}/32`;

/** Each lane has its own stack. */
export const STACK = `test-cloud-${LANE}`;
/** The copy of its host's keys. */
export const KNOWN_HOSTS = path.join(PROJECT_DIR, `Pulumi.${STACK}.known_hosts`);

/** The folder of the programs that stand in for AWS's. */
export const PLUGINS = path.join(__dirname, "../aws-simulator/plugin");

/** Starts the simulated AWS, with an L1 on its internet. @param attesters that are in the committee at once */
export async function startInternet(attesters: readonly string[] = []): Promise<World> {
  await prepareCloud();
  const world = await startWorld();
  const place = ["--network", INTERNET.name, "--ip", L1.address];
  const attesting = ["--env", `ATTESTERS=${attesters.join(",")}`];
  await docker("run", "--detach", "--name", L1.name, ...place, ...attesting, localL1(RELEASE).image);
  return world;
}

/** Starts the simulated AWS. @param attesters that are in the committee at once @returns a stack without settings */
export async function startCloud(attesters: readonly string[] = []): Promise<OwnStack> {
  return stackIn(await startInternet(attesters));
}

/** Makes a stack on a simulated AWS, without settings. */
export async function stackIn({ endpoint }: World): Promise<OwnStack> {
  const stack = new OwnStack(STACK, { ...asOperator(endpoint), PATH: PLUGINS });
  await stack.init(await makeKey());
  return stack;
}

/** Overrides answers of AWS, for one command. */
export async function withEnvironment<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  process.env[name] = value;
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(process.env, name);
  }
}

export async function stopCloud(stack: OwnStack): Promise<void> {
  await stopWorld();
  await stack.remove();
  for (const end of ["", ".old"]) rmSync(`${KNOWN_HOSTS}${end}`, { force: true });
}

/** Returns the settings of a sequencer on an instance, by path. */
export async function onInstances(): Promise<Record<string, unknown>> {
  const key = await keyPair();
  const { chainId, registry } = localL1(RELEASE);
  return {
    network: "custom",
    release: RELEASE,
    image: NODE,
    l1ChainId: chainId,
    "l1Contracts.registry": registry,
    ethereumHosts: [`http://${L1.address}:8545`],
    l1ConsensusHosts: [`http://${L1.address}:5052`],
    attesterPrivateKey: TEST_KEYS.attester,
    memoryMb: 3072,
    readyTimeoutSeconds: 240,
    "host.kind": "aws",
    "host.identityFile": key.file,
    "host.readyTimeoutSeconds": 300,
    "aws.region": "eu-central-1",
    "aws.dataGb": 50,
    "aws.sshPublicKey": key.public,
    "aws.access": "ssh",
    "aws.sshSources": [HERE],
    "aws.rpcSources": [HERE],
  };
}

/** Generates a key pair for this run. */
async function keyPair(): Promise<{ file: string; public: string }> {
  const file = cloudDir("ssh-key");
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file]);
  const { stdout } = await execa("ssh-keygen", ["-y", "-f", file]);
  return { file, public: stdout };
}
