/**
 * The remedies of `status` and `doctor`, for all roles, networks and kinds of host: the checks accept every setting
 * that a remedy sets. A finding that no observation here causes is not covered.
 */
import { describe, expect, it } from "vitest";
import { doctorFindings } from "./doctor-findings";
import type { NodeContainer } from "./probe/container";
import type { Observation } from "./observe";
import type { Finding } from "./finding";
import { parseProbeResult } from "./probe/protocol";
import { statusFindings } from "./status-findings";
import { splitName } from "../../settings/attester-names";
import { setCommandFor, accepts } from "../../settings/acceptance";
import { parseSettings, configValues } from "../../settings/parse";
import { checkConfig } from "../../settings/check-config";
import { type Settings, settingDefinitions } from "../../settings/schema";
import { nodeRoles, roles } from "../../settings/schema/definition";
import { samples } from "../../test/fixtures/samples";
import { configOf, custom, dev, isSecret, LOCAL_RELEASE, onAws, onServer, testnet } from "../../test/fixtures/stacks";
import { omit } from "../../test/fixtures/wrong/wrong";
import { container, dialResult, NOW, printed, observation } from "../../test/fakes/observation";

type Values = Readonly<Record<string, unknown>>;

/** Every kind of stack that the checks accept. */
const stacks: readonly (readonly [name: string, values: Values])[] = [
  ["a development chain's sequencer", dev],
  ["a development chain's full node", { ...dev, role: "full-node" }],
  ...roles.flatMap((role) => {
    const own = custom(role, "5.2.0");
    const isPeer = nodeRoles.includes(role);
    const public_ = {
      ...omit(own, "l1ChainId", ...Object.keys(own).filter((path) => path.startsWith("l1Contracts."))),
    };
    return [
      [`a ${role} of a custom network on this machine`, own] as const,
      [`a ${role} of a custom network on a server`, onServer(own)] as const,
      [`a ${role} of a custom network on AWS`, onAws(own)] as const,
      [
        `a ${role} of testnet on a server`,
        onServer({ ...public_, network: "testnet", release: "6.0.0-rc.1" }),
      ] as const,
      ...(isPeer
        ? [[`a ${role} that queries its address`, { ...omit(own, "p2p.announceIp"), "p2p.queryForIp": true }] as const]
        : []),
    ];
  }),
  ["a sequencer of testnet on this machine", testnet],
];

const problemsOf = (values: Values) => {
  const check = checkConfig(
    configOf(values),
    (name) => isSecret(name) || settingDefinitions.some((one) => one.path === name && one.secret),
    LOCAL_RELEASE,
  );
  return check.ok ? [] : check.problems.map(({ path, message }) => `${path} ${message}`);
};

const server = "l1.example.org";
const machine = { architecture: "x86_64", vcpus: 2, memoryMb: 1000, flags: [] };
const thorough = {
  bursts: [
    { server, sent: 30, failed: 3, slowest: 90 },
    { server, sent: 30, failed: 0, slowest: 9000 },
  ],
  traces: [
    { server, recent: [] },
    { server, recent: ["trace_transaction"], old: [] },
    { server, error: "no" },
  ],
  blobs: [{ server, requested: 6, received: 0 }],
  writes: { value: 9 },
  machine,
  downloads: {
    crs: { hosts: [{ server, error: "no" }] },
    config: { servers: [{ server, error: "no" }] },
    snapshots: [{ server, error: "no" }],
    stores: [{ server, error: "no" }],
    broker: { server, error: "no" },
  },
};
const standby = { ready: { error: "answers 404: there is no JSON-RPC", httpStatus: 404 } };
const full = { value: { free: 1, size: 1000e9 } };

/** Everything that can go wrong: each part in at least one answer. */
const WRONG: readonly object[] = [
  { l1Servers: [], beaconServers: [], node: undefined, chain: undefined, disk: { error: "no" } },
  { node: standby, disk: full, l1Servers: [{ server, error: "does not answer" }] },
  { work: { blobs: [{ server, requested: 1, received: 0 }] } },
  { beaconServers: [{ server, error: "does not answer" }], l1Servers: [{ server, chainId: 5 }] },
  {
    l1Servers: [
      { ...printed.l1Servers[0], milliseconds: 9000 },
      { server, chainId: 11155111 },
    ],
    disk: full,
  },
  { l1Servers: [{ ...printed.l1Servers[0], syncing: true }], node: { ...printed.node, peers: { value: [] } } },
  { node: { status: { value: 503 } }, l1Servers: [{ ...printed.l1Servers[0], head: { number: 1, timestamp: 1 } }] },
];

function observations(values: Values): { status: Observation[]; doctor: Observation[] } {
  const { settings } = parseSettings(configValues(configOf(values)));
  const stackInfo = { ...observation().stackInfo, settings };
  const gone = {
    stackInfo: { ...stackInfo, docker: undefined, container: undefined },
    source: "this machine",
    now: NOW,
  } as const;
  const private_ = {
    ...dialResult(),
    endpoint: { ...dialResult().endpoint, address: "10.0.0.5" },
    tcp: "refused",
    udp: "no",
  };
  const stopped: NodeContainer = { ...container, State: { ...container.State, Status: "exited", OOMKilled: true } };
  const rollup = { address: `0x${"1".repeat(40)}`, version: 5 };
  const moved = { rollup, config: { server, isOwn: false, nodeVersion: "9.9.9" }, now: NOW };
  const isAsked = settings?.network !== "local" && settings?.role !== "prover-agent";
  const network = isAsked ? moved : undefined;
  const answered = WRONG.map((one) => parseProbeResult(JSON.stringify({ ...printed, thorough, ...one })));
  const found = { system: "Debian 13", architecture: "x86_64", vcpus: 2, memoryMb: 100, freeGb: 9, docker: "" };
  const later = { ...found, flags: "", boot: "", ended: "", step: "", mounted: "", listening: "" };
  return {
    status: [
      ...[
        gone,
        { ...gone, stackInfo: { ...stackInfo, container: undefined } },
        { stackInfo, source: "node host", now: NOW } as const,
      ],
      ...answered.map((answers) => ({ ...observation(), stackInfo, answers, network, dialResult: private_ })),
      ...answered.map((answers) => ({
        ...observation(),
        stackInfo,
        answers,
        container: stopped,
        dialResult: undefined,
      })),
    ],
    doctor: answered.flatMap((answers) => [
      {
        stackInfo,
        container,
        problems: [],
        source: "node host",
        now: NOW,
        answers,
        network,
        dialResult: private_,
        exposedPorts: [8080],
      },
      { stackInfo, problems: [], source: "this machine", now: NOW, answers, network, server: later },
      { stackInfo, problems: undefined, source: "this machine", now: NOW },
    ]),
  };
}

/** A stack's values after the commands of a finding, with an example for each placeholder. */
function following({ remedy = "" }: Finding, values: Values): Values | undefined {
  const commands = [...remedy.matchAll(/pulumi config (set|rm)(?: --secret)?(?: --path)? ([\w.]+)/g)];
  if (commands.length === 0) return undefined;
  return commands.reduce<Values>((so, [, verb, path = ""]) => {
    const release = so.network === "local" ? so.release : "6.0.0";
    const value = path === "release" ? release : samples[splitName(path).setting];
    return verb === "rm" ? omit(so, path) : { ...so, [path]: value };
  }, values);
}

describe("every setting in a remedy is one that the checks accept", () => {
  it.each(stacks)("for %s", (_name, values) => {
    expect(problemsOf(values)).toEqual([]);
    const { status, doctor } = observations(values);
    const findings = [...status.flatMap(statusFindings), ...doctor.flatMap(doctorFindings)];
    const refused = findings.flatMap((finding) => {
      const after = following(finding, values);
      const problems = after ? problemsOf(after) : [];
      return problems.length === 0 ? [] : [{ remedy: finding.remedy, problems }];
    });
    expect(refused).toEqual([]);
    expect(findings.some((finding) => following(finding, values) !== undefined)).toBe(true);
  });
});

describe("a prover's agent", () => {
  it("gets no finding about the L1, which it does not read", () => {
    const { status, doctor } = observations(custom("prover-agent", "5.2.0"));
    const [none] = status.filter(({ answers }) => answers?.l1Servers.length === 0).map(statusFindings);
    expect(none?.map(({ check }) => check)).not.toContain("L1");
    const [findings] = doctor.filter(({ answers }) => answers?.l1Servers.length === 0).map(doctorFindings);
    expect([...new Set(findings?.map(({ check }) => check))]).toEqual([
      ...["settings", "host", "processor", "memory", "disk"],
      ...["CRS", "network config", "snapshots", "blob stores", "broker", "disk speed"],
    ]);
  });
});

describe("whether a stack accepts a setting", () => {
  const of = (values: Values) => {
    const { settings } = parseSettings(configValues(configOf(values)));
    if (!settings) throw new Error("no settings");
    return settings;
  };

  it("is decided by its role, network, host and release", () => {
    expect(accepts("ethereumHosts", of(custom("prover-agent", "5.2.0")))).toBe(false);
    expect(accepts("ethereumHosts", of(custom("prover-broker", "5.2.0")))).toBe(true);
    expect(accepts("ethereumHosts", of(dev))).toBe(false);
    expect(accepts("p2p.announceIp", of(onAws(testnet)))).toBe(false);
    expect(accepts("aws.dataGb", of(testnet))).toBe(false);
    expect(accepts("ethereumDebugHosts", of(custom("sequencer", "2.0.2")))).toBe(false);
  });

  it("is assumed if its settings cannot be read", () => {
    const command = (settings?: Settings) => setCommandFor("ethereumHosts", { stack: "main", settings });
    expect(command()).toBe("pulumi config set --secret ethereumHosts --stack main");
    expect(command(of(dev))).toBeUndefined();
  });
});
