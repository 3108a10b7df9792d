/** The requests of `doctor` to the hosts that a node downloads from, against local servers, and its findings. */
import { randomUUID } from "node:crypto";
import { truncateSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { downloadsOf } from "./downloads";
import { thoroughFindings } from "../checks/thorough";
import { probeArgs, parseProbeResult } from "./protocol";
import { custom, dev, mainnet } from "../../../test/fixtures/stacks";
import {
  CLOSED,
  config,
  thoroughResult,
  hosts,
  settings,
  settingsOf,
  findingLines,
} from "../../../test/fakes/probed-hosts";
import { REGISTRY } from "../../../test/fakes/fake-hosts";
import { useFolder } from "../../../test/fixtures/folder";

const folder = useFolder();

beforeAll(() => hosts.start());
beforeEach(() => {
  hosts.have({ config: config() });
});
afterAll(() => {
  hosts.stop();
});

describe("a node's downloads", () => {
  it("are requested as the node requests them", async () => {
    expect(findingLines(await thoroughResult())).toEqual([
      "ok blobs: HOST has all 2 blobs of a block",
      "ok CRS: HOST has the reference strings for verifying proofs",
      "ok network config: HOST has the network's configuration",
      "ok snapshots: HOST has a snapshot up to block 1200",
      "unknown snapshots: bucket is not checked: it is not a web server",
      "ok blob stores: HOST has the rollup's blobs",
    ]);
    const stored = "aztec-1-77-0x91ff8bbd8ebb07893010d50a48a1609e5ebd8e34";
    expect(hosts.requests.filter((one) => /crs|json|health/.test(one)).sort()).toEqual([
      "GET /crs/g1.dat",
      "GET /crs/g2.dat",
      "GET /crs/grumpkin_g1.dat",
      "GET /network_config.json",
      "GET /none.json",
      `GET /snapshots/${stored}/index.json`,
      `HEAD /blobs/${stored}/.healthcheck`,
      `HEAD /snapshots/${stored}/index.json`,
    ]);
  });

  it("fail if no host has the reference strings, or returns parts of them", async () => {
    hosts.have({ config: config(), crs: "whole files" });
    expect(findingLines(await thoroughResult())[1]).toBe(
      "failure CRS: no host has the reference strings: HOST returns the whole g1.dat instead of the requested part; 127.0.0.1:59999 does not answer: ECONNREFUSED; the node does not start without them",
    );
    hosts.have({ config: config(), crs: "none" });
    expect(findingLines(await thoroughResult())[1]).toContain("HOST answers HTTP 404 to g1.dat; ");
  });

  it("need no reference strings if no proofs are verified", async () => {
    hosts.have({ config: config(), crs: "none" });
    expect(findingLines(await thoroughResult({ env: { PROVER_REAL_PROOFS: "false" } })).join("\n")).not.toContain(
      "CRS",
    );
    expect(hosts.requests.join("\n")).not.toContain("crs");
  });

  it("fail if the network's configuration is missing, is of another network, or of another chain", async () => {
    const message = async (changed: unknown) => {
      hosts.have({ config: changed });
      return findingLines(await thoroughResult())[2];
    };
    expect(await message(undefined)).toBe(
      "failure network config: no host has the network's configuration: HOST answers HTTP 404; HOST answers HTTP 404; the node finds no contracts and no peers",
    );
    expect(await message({ testnet: {} })).toContain("HOST has no network mainnet");
    expect(await message({ mainnet: { ...config().mainnet, l1ChainId: 5 } })).toBe(
      "failure network config: HOST describes a network on chain 5 instead of 1",
    );
  });

  it("that fail are a warning for a node that has them already", async () => {
    hosts.have({ snapshots: false });
    const found = await thoroughResult({
      env: { SYNC_SNAPSHOTS_URLS: `${hosts.url}/snapshots`, REGISTRY_CONTRACT_ADDRESS: REGISTRY },
    });
    expect(findingLines(found).slice(2)).toEqual([
      "failure network config: no host has the network's configuration: HOST answers HTTP 404; HOST answers HTTP 404; the node finds no contracts and no peers",
      "warning snapshots: HOST has no snapshot of this rollup (HTTP 404); without a snapshot, the node reads the whole chain from the L1, which takes hours",
    ]);
    expect(findingLines(found, true).slice(2)).toEqual([
      "warning network config: no host has the network's configuration: HOST answers HTTP 404; HOST answers HTTP 404; the node keeps using its copy",
      "ok snapshots: HOST has no snapshot of this rollup (HTTP 404); not needed, the node has its data",
    ]);
  });

  it("come only from the operator's location if it is set", async () => {
    await thoroughResult({ env: { NETWORK_CONFIG_LOCATION: `${hosts.url}/own.json` } });
    expect(hosts.requests.filter((one) => one.endsWith(".json"))).toEqual(["GET /own.json"]);
    const file = findingLines(await thoroughResult({ env: { NETWORK_CONFIG_LOCATION: "/var/lib/config.json" } }))[2];
    expect(file).toContain("a file is a file of the container, which this machine cannot read");
  });

  it("are not needed if the node has its own copy of the reference strings, which is larger from 5.0 on", async () => {
    const have = (sizes: Readonly<Record<string, number>>) => {
      const place = randomUUID();
      for (const [name, size] of Object.entries(sizes)) truncateSync(folder.write(`${place}/${name}`, ""), size);
      return folder.at(place);
    };
    const isCached = async (release: string, place: string) => {
      const { crs } = downloadsOf(settingsOf(custom("full-node", release)));
      if (!crs) throw new Error("no reference strings");
      const downloads = { crs: { ...crs, hosts: [`${CLOSED}/crs`] } };
      const args = probeArgs({ attesters: [], publishers: [], thorough: true, downloads });
      const { stdout } = await execa("node", args, { env: { CRS_PATH: place } });
      return parseProbeResult(stdout).thorough?.downloads?.crs?.cached;
    };
    const all = { "bn254_g1.dat": 128, "bn254_g2.dat": 128, "grumpkin_g1.flat.dat": 4_194_368 };
    const of4 = have(all);
    expect([await isCached("4.1.2", of4), await isCached("5.2.0", of4)]).toEqual([true, false]);
    expect(await isCached("4.1.2", have({ ...all, "grumpkin_g1.flat.dat": 4_194_304 }))).toBe(false);
    expect(await isCached("4.1.2", folder.at("none"))).toBe(false);
    expect(await isCached("5.2.0", have({ ...all, "bn254_g1.dat": 67_108_928 }))).toBe(true);
    const compressed = { "bn254_g1_compressed.dat": 33_554_464, "bn254_g2.dat": 128 };
    expect(await isCached("5.2.0", have({ ...compressed, "grumpkin_g1_v2.flat.dat": 4_194_368 }))).toBe(true);
  });

  it("that fail are a warning if the node has its own copy of the reference strings", async () => {
    const found = { hosts: [{ server: "a.example.org", error: "does not answer: ENOTFOUND" }], cached: true };
    const [finding] = thoroughFindings(
      { ...(await thoroughResult()), blobs: [], downloads: { crs: found } },
      { stack: "main", settings, isReady: true },
    ).filter(({ check }) => check === "CRS");
    expect([finding?.severity, finding?.message]).toEqual([
      "warning",
      "no host has the reference strings: a.example.org does not answer: ENOTFOUND; the node has its own copy",
    ]);
  });
});

describe("the hosts that are checked", () => {
  const of = (values: Readonly<Record<string, unknown>>) => Object.keys(downloadsOf(settingsOf(values)));

  it("follow from the network, the role and the release", () => {
    expect(of(dev)).toEqual([]);
    expect(of(mainnet)).toEqual(["broker", "crs", "config", "stored"]);
    expect(of(custom("full-node", "5.2.0"))).toEqual(["broker", "crs", "stored"]);
    expect(of(custom("full-node", "4.0.1"))).toEqual(["broker", "stored"]);
    expect(of(custom("prover-agent", "5.2.0"))).toEqual(["broker"]);
    expect(of(custom("prover-broker", "5.2.0"))).toEqual(["broker"]);
  });

  it("include the broker of a prover, which its agents need", async () => {
    const { stdout } = await execa(
      "node",
      probeArgs({ attesters: [], publishers: [], thorough: true, downloads: downloadsOf(settings), stdin: true }),
      {
        input: JSON.stringify({
          PROVER_BROKER_HOST: CLOSED,
          PROVER_REAL_PROOFS: "false",
          NETWORK_CONFIG_LOCATION: `${CLOSED}/x`,
        }),
      },
    );
    const found = parseProbeResult(stdout).thorough;
    expect(found?.downloads?.broker).toEqual({ server: "127.0.0.1:59999", error: "does not answer: ECONNREFUSED" });
    const agent = settingsOf(custom("prover-agent", "5.2.0"));
    const [finding] = found
      ? thoroughFindings(
          { ...found, bursts: [], traces: [], blobs: [], downloads: { broker: found.downloads?.broker } },
          { stack: "main", settings: agent, isReady: false },
        )
      : [];
    expect([finding?.check, finding?.severity, finding?.remedy]).toEqual([
      "broker",
      "failure",
      "check that it runs and accepts connections from the node's host; or use another one: pulumi config set --secret --path prover.brokerUrl --stack main",
    ]);
  });
});
