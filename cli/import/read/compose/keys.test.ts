/** No key of a compose file is silent: each one is taken over, or listed with the reason. */
import { describe, expect, it } from "vitest";
import { importStack } from "../../convert";
import { LOCAL_RELEASE } from "../../../../test/fixtures/stacks";
import { composeInstallation } from "../installation";
import { DROPPED_KEYS, DROPPED_TOP_KEYS, TAKEN_KEYS, TOP_KEYS } from "./keys";

/** All keys of a service, sorted. Source: schema/compose-spec.json of compose-go 2.16.2, 21 October 2026. */
const SPECIFICATION =
  "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits umask use_api_socket user userns_mode uts volumes volumes_from working_dir".split(
    " ",
  );

const TOP_LEVEL = "configs include jobs models name networks secrets services version volumes".split(" ");

/** A value of each key that the import takes over. */
const TAKEN = `
    image: aztecprotocol/aztec:5.2.0
    environment: {P2P_IP: 20.30.40.50}
    env_file: [n.env]
    entrypoint: [node, index.js]
    command: start --node --sequencer --network testnet
    ports: ["8081:8080"]
    volumes: ["./data:/var/lib/data", "./backup:/backup"]
    secrets: [p2p, outside]
    configs: [text]
    networks: {l1: {aliases: [validator]}}
    extra_hosts: ["host.docker.internal:host-gateway"]
    extends: base
    mem_limit: 24g
    deploy: {replicas: 2, resources: {limits: {memory: 24g, cpus: "4", pids: 9}, reservations: {memory: 1g}}}
`;

const LISTS = ["profiles", "links", "external_links"];

const FILES: Readonly<Record<string, string>> = {
  "/srv/n.env": "DATA_DIRECTORY=/var/lib/data\nCOINBASE=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
  "/srv/compose.yml": `
version: "3"
x-top: {a: 1}
jobs: {j: {}}
services:
  base: {init: true}
  web: {image: nginx}
  node:${TAKEN}
${Object.keys(DROPPED_KEYS)
  .map((key) => `    ${key}: ${LISTS.includes(key) ? "[x]" : '"1"'}`)
  .join("\n")}
    x-mine: 1
    enviroment: 1
networks: {l1: {name: l1, external: true, driver: bridge}}
volumes: {}
secrets: {p2p: {file: ./p2p}, outside: {external: true}}
configs: {text: {content: x}}
`,
};

const installation = composeInstallation([{ path: "/srv/compose.yml", text: FILES["/srv/compose.yml"] ?? "" }], [], {
  shell: {},
  service: "node",
  read: (path) => FILES[path],
});
const stack = importStack(installation, {}, { values: {}, localRelease: LOCAL_RELEASE });

describe("the keys of the specification", () => {
  it("are each taken over or dropped, and never both", () => {
    expect([...TAKEN_KEYS, ...Object.keys(DROPPED_KEYS)].sort()).toEqual(SPECIFICATION);
    expect([...TOP_KEYS, ...Object.keys(DROPPED_TOP_KEYS)].sort()).toEqual(TOP_LEVEL);
  });
});

describe("a service with every key", () => {
  const dropped = stack.dropped.map(({ from }) => from);

  it.each(Object.keys(DROPPED_KEYS))("has %s under Dropped with a reason", (key) => {
    expect(stack.dropped.filter(({ from, reason }) => from === key && reason.length > 10)).toHaveLength(1);
  });

  it("has its extensions, misspelt keys, options and files under Dropped too", () => {
    expect(dropped).toEqual(
      expect.arrayContaining([
        "version",
        "x-top",
        "jobs",
        "service base",
        "service web",
        "x-mine",
        "enviroment",
        "deploy.replicas",
        "deploy.resources.limits.cpus",
        "deploy.resources.limits.pids",
        "deploy.resources.reservations",
        "networks l1",
        "networks.l1.driver",
        "networks.l1.aliases",
        "secrets outside",
        "volumes /srv/backup:/backup",
        "volumes /srv/p2p:/run/secrets/p2p",
        "volumes /text",
      ]),
    );
  });

  it("has the rest in the settings", () => {
    expect(stack.values).toMatchObject({
      network: "testnet",
      coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      "p2p.announceIp": "20.30.40.50",
      "storage.path": "/srv/data",
      memoryMb: "24576",
    });
  });
});
