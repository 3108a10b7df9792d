/**
 * Compose projects are read as Docker Compose reads them. The expected values are what compose-go 2.16.2 makes of the
 * same files, except where a test says otherwise.
 */
import { describe, expect, it } from "vitest";
import { type Files, installationOf, mountsOf, node } from "../../../../test/fixtures/compose-project";

describe("a variable that is set nowhere", () => {
  const files = {
    "compose.yml": node(`    environment:
      P2P_IP: \${MY_IP}
      L1_CONSENSUS_HOST_URLS: https://beacon.example/\${BEACON_KEY}
      COINBASE: \${COINBASE:?say it}
      LOG_LEVEL: \${LEVEL:-debug}
      P2P_PORT:
    command: start --node --sequencer --network \${NET} \${MORE}
    ports: ["\${PORT}:8080", "40400:40400"]
    volumes: ["\${DATA_ROOT}/:/data", "\${PWD}/keys:/keys", "./\${SUB}:/sub", "\${VOL}:/vol", "~/\${X-x}:/x"]
`),
  };

  it("makes the values unknown that depend on it, each with the line of the reference", () => {
    const unknown = (installationOf(files).unknown ?? []).map(({ from, variables }) => [
      from,
      ...variables.map(({ name, place }) => `${name} ${place ?? ""}`.trim()),
    ]);
    expect(unknown).toEqual([
      ["command", "MORE compose.yml line 10"],
      ["--network", "NET compose.yml line 10"],
      ["P2P_IP", "MY_IP compose.yml line 5"],
      ["L1_CONSENSUS_HOST_URLS", "BEACON_KEY compose.yml line 6"],
      ["COINBASE", "COINBASE compose.yml line 7"],
      ["P2P_PORT", "P2P_PORT"],
      ["ports ${PORT}:8080", "PORT compose.yml line 11"],
      ["volumes ${DATA_ROOT}/:/data", "DATA_ROOT compose.yml line 12"],
      ["volumes /srv/aztec/${SUB}:/sub", "SUB compose.yml line 12"],
      ["volumes ${VOL}:/vol", "VOL compose.yml line 12"],
    ]);
  });

  it("leaves nothing of the value, and never a shorter one", () => {
    const { env, ports, flags, ...rest } = installationOf(files);
    expect(env).toEqual({ LOG_LEVEL: "debug" });
    expect(ports).toEqual([{ text: "40400:40400", container: 40400, host: 40400, protocol: "tcp" }]);
    expect(flags).toEqual({ "--node": "true", "--sequencer": "true" });
    expect(mountsOf({ env, ...rest })).toEqual(["/srv/aztec/keys:/keys", "/home/me/x:/x"]);
  });

  it("is known if the shell or the .env has it, and an empty value is a value", () => {
    const { unknown, env, notes } = installationOf(
      {
        ...files,
        ".env": "MY_IP=1.2.3.4\nBEACON_KEY=\nNET=testnet\nMORE=\nP2P_PORT=1\nSUB=s\nVOL=v\nPORT=1\nCOINBASE=0x1",
      },
      { DATA_ROOT: "/srv/data", MY_IP: "5.6.7.8", OTHER: "x" },
    );
    expect(unknown).toEqual([]);
    expect(notes).toEqual(
      ["MY_IP", "DATA_ROOT"].map(
        (name) => `${name}: taken from this shell, whose variables win over the .env as in Docker Compose`,
      ),
    );
    expect(env).toEqual({
      P2P_IP: "5.6.7.8",
      L1_CONSENSUS_HOST_URLS: "https://beacon.example/",
      COINBASE: "0x1",
      LOG_LEVEL: "debug",
      P2P_PORT: "1",
    });
  });
});

describe("a service that extends others", () => {
  it("has what they have, over other files, with paths relative to those", () => {
    const installation = installationOf({
      "compose.yml": node(`    extends: {file: common/base.yml, service: base}
    environment: {A: own}
    volumes: ["./data:/data"]
`),
      "common/base.yml": `services:
  base:
    extends: root
    env_file: base.env
    environment: [A=base, B=base]
    volumes: ["./keys:/keys", "./other:/data"]
  root:
    extends: {file: ../root.yml, service: root}
    command: [start, --node]
`,
      "root.yml": "services: {root: {mem_limit: 24g, command: [x], environment: {C: root}}}\n",
      "common/base.env": "D=file\nA=file\n",
    });
    expect(installation.env).toEqual({ A: "own", B: "base", C: "root", D: "file" });
    expect(mountsOf(installation)).toEqual(["/srv/aztec/common/keys:/keys", "/srv/aztec/data:/data"]);
    expect(installation.flags).toEqual({ "--node": "true" });
    expect(installation.memory).toEqual({ from: "mem_limit", mebibytes: 24576 });
  });

  it.each([
    ["itself", { "c.yml": node("    extends: node\n") }, "the service node extends itself"],
    [
      "itself over another file",
      {
        "c.yml": node("    extends: {file: b.yml, service: b}\n"),
        "b.yml": "services: {b: {extends: {file: c.yml, service: node}}}",
      },
      "the service node extends itself",
    ],
    ["none", { "c.yml": node("    extends: base\n") }, "extends base, which is not in /srv/aztec/c.yml"],
    [
      "one of a file that is not here",
      { "c.yml": node("    extends: {file: gone.yml, service: b}\n") },
      "/srv/aztec/c.yml: extends names gone.yml, which cannot be read here",
    ],
    [
      "one of an unknown file",
      { "c.yml": node("    extends: {file: '${F}/b.yml', service: b}\n") },
      "extends names ${F}/b.yml, and F is set nowhere",
    ],
  ])("extends %s is refused by name", (_, files: Files, message) => {
    expect(() => installationOf(files)).toThrow(message);
  });
});

describe("included projects", () => {
  const included = {
    "sub/compose.yml": "services: {l1: {image: geth, volumes: ['./d:/d']}}\nnetworks: {default: {name: '${NET}'}}\n",
    "sub/.env": "NET=from-sub\nOWN=sub",
    "x.yml": "services: {l1: {image: a, environment: {A: 1}}}",
    "y.yml": "services: {l1: {environment: {B: '${E}'}}}",
    "e.env": "E=e",
  };

  it("are read with their own .env, below the file that includes them", () => {
    const { networks, otherServices, env } = installationOf({
      "c.yml": `include: [sub/compose.yml]\n${node("    environment: {N: '${NET-none}', O: '${OWN-none}'}\n")}`,
      ...included,
      ".env": "NET=ours",
    });
    expect({ networks, otherServices, env }).toEqual({
      networks: ["ours"],
      otherServices: ["l1"],
      env: { N: "ours", O: "none" },
    });
  });

  it("have a long form with several files, a folder and a file of variables", () => {
    const { env } = installationOf({
      "c.yml": `include:\n  - path: [x.yml, y.yml]\n    env_file: e.env\n    project_directory: .\n${node("")}`.replace(
        "  node:\n",
        "  node:\n    extends: l1\n",
      ),
      ...included,
    });
    expect(env).toEqual({ A: "1", B: "e" });
  });

  it.each([
    ["a file that is not here", "include: [gone.yml]\n", "include names gone.yml, which cannot be read here"],
    ["itself", "include: [c.yml]\n", "/srv/aztec/c.yml includes itself: /srv/aztec/c.yml → /srv/aztec/c.yml"],
    ["a repository", "include: [oci://example/x]\n", "include names oci://example/x, which cannot be read here"],
  ])("with %s are refused", (_, head, message) => {
    expect(() => installationOf({ "c.yml": head + node("") })).toThrow(message);
  });
});

describe("several files", () => {
  it("are merged: maps by key, mounts by target, ports together, command and tags replaced", () => {
    const installation = installationOf(
      {
        "c.yml": node(`    command: start --node
    environment: {A: 1, B: 1, C: 1}
    env_file: [a.env]
    ports: ["8080:8080", "1:1"]
    volumes: ["./a:/a", "named:/b"]
    extra_hosts: ["h:1.2.3.4"]
    networks: [one]
    cpus: 4
    mem_limit: 1g
volumes: {named: {name: "real-\${COMPOSE_PROJECT_NAME}"}}
networks: {one: {external: true}, two: {}}
`),
        "o.yml": `services:
  node:
    command: [start, --sequencer]
    environment: ["B=2", "D=2"]
    env_file: {path: b.env}
    ports: !override ["9090:8080"]
    volumes: [{type: bind, source: ./other, target: /a}]
    extra_hosts: {i: 5.6.7.8}
    networks: {two: {aliases: [x]}}
    cpus: !reset null
    mem_limit: !reset
name: named
`.replace("env_file: {path: b.env}", "env_file: [{path: b.env, required: false}]"),
        "a.env": "C=file\nE=file",
      },
      {},
      ["o.yml"],
    );
    expect(installation.env).toEqual({ A: "1", B: "2", C: "1", D: "2", E: "file" });
    expect(installation.flags).toEqual({ "--sequencer": "true" });
    expect(installation.ports?.map(({ text }) => text)).toEqual(["9090:8080"]);
    expect(mountsOf(installation)).toEqual(["/srv/aztec/other:/a", "real-named:/b"]);
    expect(installation.networks).toEqual(["one", "named_two"]);
    expect(installation.extraHosts).toEqual(["h:1.2.3.4", "i:5.6.7.8"]);
    expect(installation.memory).toBeUndefined();
  });

  it.each([
    ["the folder", {}, "", "aztec_v"],
    ["name:", {}, "name: a-${X:-b}\n", "a-b_v"],
    ["COMPOSE_PROJECT_NAME", { ".env": "COMPOSE_PROJECT_NAME=p" }, "name: a\n", "p_v"],
  ])("belong to the project that %s names", (_, more: Files, head, volume) => {
    const installation = installationOf({
      "c.yml": `${head}${node("    volumes: ['v:/data']\nvolumes: {v: }\n")}`,
      ...more,
    });
    expect(mountsOf(installation)).toEqual([`${volume}:/data`]);
  });
});
