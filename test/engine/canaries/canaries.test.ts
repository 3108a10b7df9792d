/**
 * Every secret setting has a unique value. After each operation of a stack, everything readable is searched for these
 * values: docs/security.md names the places that may contain them, and no other does.
 *
 * Not proven: memory, swap, deleted blocks of a disk, and the handling of its own password by an Ethereum provider or a
 * database.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeImage, RELEASE } from "../../../images/tags";
import { execa } from "execa";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { p2pKey } from "../../../keys/keys";
import { SECRETS } from "../../fixtures/stacks";
import { OwnStack } from "../own-stack";
import { L1, onChain, startChain, stopChain } from "../own-chain";
import { docker, type Ended } from "../test-stack";
import { type Canary, keyCanary, sungIn, textCanary } from "./canaries";
import { furtherAttesters, furtherCanaries, IN_KEYSTORE } from "./further-attesters";
import { search } from "./search";

const stack = new OwnStack("test-canaries");
const since = Math.floor(Date.now() / 1000);

const attester = keyCanary("attesterPrivateKey");
const publisher = keyCanary("publisherPrivateKeys");
const bls = keyCanary("blsPrivateKey");
const p2p = keyCanary("p2pPrivateKey");
const admin = textCanary("adminApiKey");
const ethereum = textCanary("ethereumHosts");
const consensus = textCanary("l1ConsensusHosts");
const consensusKey = textCanary("l1ConsensusHostApiKeys");
const extra = textCanary("extraEnv");
const database = textCanary("haDatabaseUrl");
const all: readonly Canary[] = [
  ...[attester, publisher, bls, p2p, admin, ethereum, consensus, consensusKey, extra, database],
  ...furtherCanaries,
];

const base = onChain();
const behind = (url: unknown, { secret }: Canary) => `${[url].flat().join()}?apikey=${secret}`;
const settings: Record<string, unknown> = {
  ...base,
  attesterPrivateKey: attester.secret,
  publisherPrivateKeys: publisher.secret,
  blsPrivateKey: bls.secret,
  p2pPrivateKey: p2pKey(p2p.secret.slice(2)),
  adminApiKey: admin.secret,
  ethereumHosts: behind(base.ethereumHosts, ethereum),
  l1ConsensusHostApiKeys: consensusKey.secret,
  extraEnv: { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${extra.secret}` },
  logLevel: "trace",
  ...furtherAttesters,
};
const ENCRYPTED = [...SECRETS, ...Object.keys(furtherAttesters), "ethereumHosts", "l1ConsensusHosts", "extraEnv"];
const PLANTED = "aztec-validator-test-planted";
const KEYS = `volume ${stack.container}-keys`;

/** Places of plain secrets while a node runs: its own files, on a volume that only its user may read. */
const ALLOWED = [
  ...IN_KEYSTORE.map((name) => `${name}: ${KEYS} keystore.json`),
  `attesterPrivateKey: ${KEYS} keystore.json`,
  `blsPrivateKey: ${KEYS} keystore.json`,
  `ethereumHosts: ${KEYS} environment`,
  `extraEnv: ${KEYS} environment`,
  `l1ConsensusHostApiKeys: ${KEYS} environment`,
  `p2pPrivateKey: ${KEYS} p2p-private-key`,
  `publisherPrivateKeys: ${KEYS} keystore.json`,
];

/** Its prover, a child process of the node, inherits the variables that the node has loaded. */
const INHERITED = ["ethereumHosts", "extraEnv", "l1ConsensusHostApiKeys"].map((name) => `${name}: environ bb`);
const RUNNING = [...ALLOWED, ...INHERITED].sort();

/** Runs a command as an operator does. @returns its end, after its output was searched */
async function command(...args: string[]): Promise<Ended> {
  const ended = await stack.run([...args, "--color=never", "--stack", stack.name]);
  expect(sungIn(ended.text, all)).toEqual([]);
  return ended;
}

const up = () => command("up", "--yes", "--skip-preview");

beforeAll(async () => {
  await startChain();
  await stack.init();
});

afterAll(async () => {
  await docker("rm", "--force", PLANTED);
  await stack.remove();
  await stopChain();
});

describe("the search finds what is planted", () => {
  const planted = textCanary("planted");

  it("in files, in each form", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-planted-"));
    const files = planted.forms.map((form, index) => {
      writeFileSync(path.join(folder, `leak${index}`), `some ${form} text`);
      return `planted: ${folder}/leak${index}`;
    });
    expect(await search(since, [planted])).toEqual(files.sort());
    rmSync(folder, { recursive: true });
  });

  it("in a key's forms: hex in both cases, base64, decimal, bytes", () => {
    const key = keyCanary("key");
    const bytes = Buffer.from(key.secret.slice(2), "hex");
    const texts = [
      ...[key.secret, key.secret.toUpperCase(), BigInt(key.secret).toString(), bytes.toString("base64")],
      ...[
        bytes.toString("base64url"),
        JSON.stringify(bytes),
        Buffer.from(`08021220`, "hex").toString("hex") + key.secret.slice(2),
      ],
      Buffer.concat([Buffer.from("08021220", "hex"), bytes]).toString("base64"),
    ];
    expect(texts.map((text) => sungIn(text, [key]))).toEqual(texts.map(() => ["key"]));
    expect(sungIn(keyCanary("other").secret, [key])).toEqual([]);
  });

  it("in a container's label, log and environment, and on a command line", async () => {
    const { secret } = planted;
    const [label, env, log] = ["a", "b", "c"].map((mark) => `${mark}${secret}`);
    const args = ["--label", `x=${label ?? ""}`, "--env", `X=${env ?? ""}`, "--entrypoint=sh", nodeImage(RELEASE)];
    await docker("run", "--detach", "--name", PLANTED, ...args, "-c", `echo ${log ?? ""}; sleep 300; true`);
    const places = await search(since, [planted]);
    await docker("rm", "--force", PLANTED);
    for (const place of [
      "docker/containers/<id>/config.v2.json",
      "docker/containers/<id>/<id>-json.log",
      "cmdline sh",
      "environ sh",
    ]) {
      expect(places).toContain(`planted: ${place}`);
    }
  });
});

describe("no secret is anywhere but in the node's own files", () => {
  it("after a preview and up, at log level trace", async () => {
    await stack.configure(settings, ENCRYPTED);
    expect((await command("preview")).code).toBe(0);
    const { code, text } = await up();
    expect(code, text).toBe(0);
    expect(await search(since, all)).toEqual(RUNNING);
  });

  it("after a change, a refresh and every way to look at the stack", async () => {
    await stack.configure({ ...settings, memoryMb: 3000, "p2p.maxPeers": 50 }, ENCRYPTED);
    for (const args of [
      ["preview", "--diff"],
      ["up", "--yes", "--diff"],
      ["refresh", "--yes"],
    ]) {
      const { code, text } = await command(...args);
      expect(code, text).toBe(0);
    }
    await command("config");
    await command("stack", "export");
    await command("stack", "output", "--json");
    await command("stack", "history", "--show-secrets=false");
    expect(await search(since, all)).toEqual(RUNNING);
  });

  it("in the output of docker inspect, and in the containers' logs", async () => {
    const containers = (await docker("ps", "--all", "--quiet", "--filter", `name=${stack.container}`)).split("\n");
    const inspected = await docker("inspect", ...containers);
    const { stdout, stderr } = await execa("docker", ["logs", stack.container]);
    expect(stdout.length + stderr.length).toBeGreaterThan(10_000);
    expect(sungIn(inspected + stdout + stderr, all)).toEqual([]);
  });

  it("after an up that fails, and its last lines of the log", async () => {
    const group = {
      "ha.enabled": true,
      "ha.nodeId": "one",
      readyTimeoutSeconds: 30,
      // The node logs the servers that have no blobs.
      // A beacon server's key is in the path: the node cannot use one in a parameter.
      l1ConsensusHosts: `${[base.l1ConsensusHosts].flat().join()}/${consensus.secret}`,
      haDatabaseUrl: `postgresql://node:${database.secret}@${L1}:1/aztec`,
    };
    await stack.configure({ ...settings, ...group }, ENCRYPTED);
    const { code } = await up();
    expect(code).not.toBe(0);
    const places = await search(since, all);
    // A node that keeps exiting may or may not have its prover process when the search reads it.
    expect(places.filter((place) => !place.endsWith(" environ bb"))).toEqual(
      [
        ...ALLOWED,
        `haDatabaseUrl: ${KEYS} environment`,
        `l1ConsensusHosts: docker/containers/<id>/<id>-json.log`,
        `l1ConsensusHosts: ${KEYS} environment`,
      ].sort(),
    );
  });

  it("after destroy: nothing is left at all", async () => {
    await command("state", "unprotect", "--all", "--yes");
    const { code, text } = await command("destroy", "--yes", "--skip-preview");
    expect(code, text).toBe(0);
    expect(await search(since, all)).toEqual([]);
  });
});
