/** What the wizard asks, how a stack's file is changed, and who is asked for the public address: without a terminal. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { collect, difference } from "./answers";
import { publicAddress } from "./public-address";
import { isAsked, problemWith, questions } from "./questions";
import { editedSettingsFile, hasSettings } from "../stack/settings-yaml";
import { toRawConfig, toFlatConfig } from "../../settings/flat-config";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

const check = { localRelease: LOCAL_RELEASE, isSecret: () => true };

function asked(values: Record<string, string>): string[] {
  return questions.filter((question) => isAsked(question, values)).map(({ variable }) => variable.path);
}

describe("a question", () => {
  const always = ["network", "role"];
  const servers = ["ethereumHosts", "l1ConsensusHosts", "release"];
  const signing = ["keystore", "attesterPrivateKey", "coinbase"];

  it.each([
    [{ network: "local" }, [...always, "release", "p2p.port", "rpcPort", "coinbase", "storage.kind"]],
    [
      { network: "testnet", "storage.kind": "bind" },
      [
        ...always,
        "host.kind",
        ...servers,
        "p2p.announceIp",
        "p2p.port",
        "rpcPort",
        ...signing,
        "storage.kind",
        "storage.path",
      ],
    ],
    [
      { network: "testnet", "host.kind": "aws" },
      [...always, "host.kind", "aws.region", "aws.sshPublicKey", ...servers, "p2p.port", "rpcPort", ...signing],
    ],
    [
      { network: "custom", "host.kind": "ssh", keystore: "{}" },
      [
        ...[...always, "host.kind", "host.address", "host.user", "bootnodeUrl", ...servers, "p2p.announceIp"],
        ...["p2p.port", "rpcPort", "keystore", "storage.kind"],
      ],
    ],
    [
      { network: "testnet", "host.kind": "aws", attesterMnemonic: "test test test" },
      [...always, "host.kind", "aws.region", "aws.sshPublicKey", ...servers, "p2p.port", "rpcPort", "coinbase"],
    ],
    [
      { network: "testnet", role: "prover-agent" },
      [...always, "host.kind", "release", "rpcPort", "prover.brokerUrl", "storage.kind"],
    ],
  ])("is asked where the stack has a use for it: %j", (values, paths) => {
    expect(asked(values)).toEqual(paths);
  });

  it("has a flag of its own, and a secret's names a file", () => {
    const flags = questions.map(({ flag }) => flag);
    expect(new Set(flags).size).toBe(questions.length);
    expect(questions.filter(({ variable, flag }) => Boolean(variable.secret) !== flag.endsWith("-file"))).toEqual([]);
  });

  it("is answered right or wrong by the settings' own checks", () => {
    const values = { network: "mainnet", release: "5.2.0", "p2p.port": "40401", rpcPort: "40401" };
    expect(problemWith("rpcPort", values, check)).toBe("rpcPort is the same port as p2p.port: they must differ");
    expect(problemWith("p2p.port", values, check)).toBeUndefined();
  });
});

describe("answers by flags", () => {
  const how = { way: "flags", check, flags: {} } as const;

  it("leave out defaults, and what another choice has no use for", async () => {
    const present = {
      network: "testnet",
      "p2p.announceIp": "20.30.40.50",
      "storage.kind": "bind",
      "storage.path": "/srv",
    };
    const given = { "storage.kind": "volume", "p2p.port": "40400", role: "sequencer" };
    const { values, isAsked: any } = await collect(present, given, how);
    expect(any).toBe(false);
    expect(difference(present, values)).toEqual({ set: { "storage.kind": "volume" }, remove: ["storage.path"] });
  });

  it("unset what they give empty", async () => {
    const present = { network: "testnet", coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" };
    const { values } = await collect(present, { coinbase: "" }, how);
    expect(difference(present, values)).toEqual({ set: {}, remove: ["coinbase"] });
  });
});

describe("a stack's file", () => {
  const file = `# mine\nencryptionsalt: v1:x\nconfig:\n  p:network: testnet # why\n  p:p2p: '{"port":40401}'\n  q:other: 1\n`;

  it("has new settings beside all that it had", () => {
    const set = { "p2p.announceIp": "20.30.40.50", rpcPort: "8082", logJson: "true", release: "5.2.0" };
    expect(editedSettingsFile(file, "p", { set, remove: [], replace: false })).toBe(
      `# mine\nencryptionsalt: v1:x\nconfig:\n  p:network: testnet # why\n  p:p2p:\n    port: 40401\n    announceIp: 20.30.40.50\n  q:other: 1\n  p:logJson: true\n  p:release: 5.2.0\n  p:rpcPort: 8082\n`,
    );
  });

  it("loses what is removed, or all of the project's own", () => {
    expect(editedSettingsFile(file, "p", { set: {}, remove: ["p2p.port", "p2p"], replace: false })).not.toContain(
      "p2p",
    );
    const replaced = editedSettingsFile(file, "p", { set: { network: "mainnet" }, remove: [], replace: true });
    expect(replaced).toBe("# mine\nencryptionsalt: v1:x\nconfig:\n  q:other: 1\n  p:network: mainnet\n");
    expect([file, "", "encryptionsalt: x\n"].map((text) => hasSettings(text, "p"))).toEqual([true, false, false]);
  });

  it("is read back as it was written", () => {
    const values = {
      network: "testnet",
      "p2p.port": "40401",
      "extraEnv.OTEL_SERVICE_NAME": "a",
      coinbase: TEST_KEYS.api,
    };
    expect(toFlatConfig(toRawConfig(values))).toEqual(values);
  });
});

describe("the public address", () => {
  it("is the first that a service tells, and else it is said what each of them did", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/broken" ? 500 : 200;
      response.end(request.url === "/ip" ? " 20.30.40.50\n" : "<html>20.30.40.50</html>");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await publicAddress([`${url}/broken`, `${url}/ip`])).toBe("20.30.40.50");
    await expect(publicAddress([`${url}/broken`, `${url}/page`])).rejects.toThrow(
      [
        "No service told this machine's public address:",
        `  ${url}/broken: it answered with status 500`,
        `  ${url}/page: its answer is no IPv4 address`,
        "  Write it, or name another service: --ip-service <url>",
      ].join("\n"),
    );
    server.close();
  });
});
