/** An import with unknown values prints nothing that is derived from them, and says what to do. */
import { describe, expect, it } from "vitest";
import { importStack } from "./convert";
import { composeInstallation } from "./read/installation";
import { report } from "./report";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

const COMPOSE = `services:
  node:
    image: aztecprotocol/aztec:\${TAG}
    command: start --node --network \${NET}
    environment: {OTHER_TOOL_URL: "\${URL}", P2P_IP: "\${IP}", DATA_DIRECTORY: /data}
    volumes: ["\${ROOT}/:/data"]
`;

function reportOf(values: Readonly<Record<string, string>>): string {
  const source = { path: "/srv/compose.yml", text: COMPOSE };
  const installation = composeInstallation([source], [], { shell: {}, read: () => undefined });
  const stack = importStack(installation, {}, { values, localRelease: LOCAL_RELEASE });
  return report(installation, stack, { stack: "t", volume: "t-data" });
}

describe("the report of an import with unknown values", () => {
  const text = reportOf({});

  it("has each with its line, and the command that gives them", () => {
    const section = text.slice(text.indexOf("Unknown"));
    expect(section).toBe(`Unknown (nothing is written before these are given):
  --network: \${NET} is set nowhere (compose.yml line 4)
  P2P_IP: \${IP} is set nowhere (compose.yml line 5)
  volumes \${ROOT}/:/data: \${ROOT} is set nowhere (compose.yml line 6)
  image: \${TAG} is set nowhere (compose.yml line 3)
  Set each in the .env or before the command, as for Docker Compose; leave the value empty if the node ran without one:
      NET=<value> IP=<value> ROOT=<value> TAG=<value> aztec-validator import ...`);
  });

  it("names a secret for the .env only: a command gets into the shell's history", () => {
    const env = '{P2P_IP: "${IP}", SEQ_PUBLISHER_PRIVATE_KEYS: "${PUB}", BLOB: "${VAULT_TOKEN}"}';
    const source = {
      path: "/srv/compose.yml",
      text: `services: {node: {image: "aztecprotocol/aztec:5.2.0", environment: ${env}}}`,
    };
    const installation = composeInstallation([source], [], { shell: {}, read: () => undefined });
    const stack = importStack(installation, {}, { values: {}, localRelease: LOCAL_RELEASE });
    const all = report(installation, stack, { stack: "t", volume: "t-data" });
    expect(all.slice(all.indexOf("Unknown")).split("\n").slice(3)).toEqual([
      "  Set each in the .env or before the command, as for Docker Compose; leave the value empty if the node ran without one:",
      "      IP=<value> aztec-validator import ...",
      "  Set PUB in the .env only, or at the prompt of import without --dry-run and --yes: before the command, it would get into the shell's history",
    ]);
  });

  it("has no manual steps, and no path of them", () => {
    expect(text).not.toMatch(/Manual steps|chown|storage/);
  });

  it("needs no value that the command line replaces or that a stack does not take over", () => {
    const names = reportOf({ release: "5.2.0", network: "testnet", "p2p.announceIp": "20.30.40.50" });
    expect(names).toContain("      ROOT=<value> aztec-validator import ...");
    expect(names).toContain("  OTHER_TOOL_URL: ${URL} is set nowhere (compose.yml line 5)");
  });
});
