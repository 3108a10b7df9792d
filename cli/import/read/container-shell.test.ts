/** A start command that the container's shell completes has the flags that the node had. */
import { describe, expect, it } from "vitest";
import { composeInstallation } from "./installation";

const COMMAND = (rest: string) => `services:
  node:
    image: aztecprotocol/aztec:5.2.0
    environment:
      ETHEREUM_HOSTS: https://a.example/?x=1&y=2,https://b.example
      IP: 20.30.40.50
      ROLES: --node --sequencer
      NONE: ""
      LOST: "\${GONE}"
    ${rest}
`;

function read(rest: string) {
  const source = { path: "/srv/c.yml", text: COMMAND(rest) };
  const { flags, dropped, unknown } = composeInstallation([source], [], { shell: {}, read: () => undefined });
  return { flags, dropped, unknown: unknown?.map(({ from }) => from).filter((from) => from !== "LOST") };
}

const NODE = { "--node": "true", "--sequencer": "true" };
const LOST = "the container's shell computed it from a command, or from a variable that the compose file does not set";

describe("a reference of the container's shell", () => {
  it.each([
    ["as a value", "--node --sequencer --l1-rpc-urls $$ETHEREUM_HOSTS", "https://a.example/?x=1&y=2,https://b.example"],
    [
      "with braces",
      "--node --sequencer --l1-rpc-urls $${ETHEREUM_HOSTS}",
      "https://a.example/?x=1&y=2,https://b.example",
    ],
    ["in a value", "--node --sequencer --l1-rpc-urls=http://$${IP}:8545", "http://20.30.40.50:8545"],
    ["with a default", "--node --sequencer --l1-rpc-urls $${HOSTS:-http://x}", "http://x"],
    ["for several flags", "$$ROLES --l1-rpc-urls http://x $$NONE", "http://x"],
  ])("%s is resolved by the container's variables", (_, flags, hosts) => {
    for (const command of [`command: sh -c 'aztec start ${flags}'`, `command: ["sh", "-c", "aztec start ${flags}"]`]) {
      expect(read(command)).toEqual({ flags: { ...NODE, "--l1-rpc-urls": hosts }, dropped: [], unknown: [] });
    }
  });

  it.each([
    ["to a variable that is not set", "--l1-rpc-urls $$HOSTS", "--l1-rpc-urls"],
    ["to a command", "--l1-rpc-urls $$(cat /run/x)", "--l1-rpc-urls"],
    ["after the last role", "$$MORE", "command"],
  ])("%s is dropped with the reason, and leaves no value", (_, flags, from) => {
    const command = `command: ["sh", "-c", "aztec start --node --sequencer ${flags}"]`;
    expect(read(command)).toEqual({ flags: NODE, dropped: [{ from, reason: LOST }], unknown: [] });
  });

  it.each([
    [
      "--node --sequencer 0x1 0x2",
      [{ from: "command", reason: "2 of its words: neither a flag nor the value of one" }],
    ],
    [
      "--node --sequencer –-network testnet",
      [
        { from: "–-network", reason: "a flag begins with two plain dashes: the node did not read it as one" },
        { from: "command", reason: "1 of its words: neither a flag nor the value of one" },
      ],
    ],
  ])("%s has words that the node did not read, and roles have no value", (flags, dropped) => {
    expect(read(`command: start ${flags}`)).toEqual({ flags: NODE, dropped, unknown: [] });
  });

  it("is unknown if its variable is", () => {
    const { flags, unknown } = read("command: sh -c 'aztec start --node --sequencer --network $$LOST'");
    expect({ flags, unknown }).toEqual({ flags: NODE, unknown: ["--network"] });
  });
});
