/** How the command line selects a stack, reads its state and filters a log, without a stack and without Docker. */
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { firstLines } from "./logs/index";
import { LEVELS, lineFilter } from "./logs/log-filter";
import { OperatorError } from "../terminal/output";
import { program } from "./program";
import { stackNamesIn } from "../settings/stack-name";
import { chooseStack, stackInEnvironment } from "./stack/name";
import { nodeLocation } from "./stack/state";

describe("the selected stack", () => {
  const available = ["testnet", "dev"];

  it("is that of the option, then of the environment, then the one selected in Pulumi", () => {
    expect(chooseStack({ option: "a", environment: "b", selected: "c", available })).toBe("a");
    expect(chooseStack({ environment: "b", selected: "c", available })).toBe("b");
    expect(chooseStack({ selected: "c", available })).toBe("c");
    const named = ["b", "", undefined].map((name) => stackInEnvironment({ AZTEC_VALIDATOR_STACK: name }));
    expect(named).toEqual(["b", undefined, undefined]);
  });

  it("is the only one, and never one of several", () => {
    expect(chooseStack({ available: ["dev"] })).toBe("dev");
    expect(() => chooseStack({ available })).toThrow(
      /^Which stack\? Pass --stack <name>\. Stacks in this folder: dev, testnet\.$/,
    );
  });

  it("has a settings file; examples do not count", () => {
    expect(
      stackNamesIn([
        ...["Pulumi.yaml", "Pulumi.dev.yaml", "examples/aws.yaml", "Pulumi.main-1.yaml", "x.yaml"],
        ...["Pulumi.Test.Net.yaml", "Pulumi..yaml", ".Pulumi.a.draft.yaml", "Pulumi.a.known_hosts"],
      ]),
    ).toEqual(["dev", "main-1", "Test.Net"]);
  });
});

describe("the location of a node", () => {
  const urn = (type: string, name: string) => `urn:pulumi:testnet::aztec-validator::${type}::${name}`;
  const resource = (type: string, name: string, inputs: object, outputs: object) => ({
    type,
    urn: urn(type, name),
    inputs,
    outputs,
  });
  const state = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });
  const local = resource("aztec-validator:index:LocalHost", "host", {}, { docker: ["docker", "--host", "unix:///x"] });
  const volume = resource("docker:index/volume:Volume", "node-data", { name: "a-data" }, {});
  const container = resource("docker:index/container:Container", "node-container", { name: "a" }, {});

  it("is read from the state of its stack", () => {
    const carrier = resource("docker:index/container:Container", "node-keys-carrier", { name: "a-keys" }, {});
    expect(nodeLocation(state(local, volume, carrier, container))).toEqual({
      docker: ["docker", "--host", "unix:///x"],
      container: "a",
      volume: "a-data",
    });
  });

  it("is on a server by SSH once that host has answered: then every machine reaches it", () => {
    const outputs = { docker: ["ssh", "a@b", "docker"], machine: "b" };
    const ready = resource("aztec:index:HostReady", "host-ready", {}, outputs);
    expect(nodeLocation(state(ready))).toEqual({ docker: ["ssh", "a@b", "docker"] });
  });

  it("has the machine of a host that is this machine, by the claim of its keys", () => {
    const outputs = { ...local.outputs, machine: "0123" };
    const host = { ...local, outputs };
    expect(nodeLocation(state(host)).machine).toBe("0123");
    // Another machine's `up`, which the claim refused, has changed the host's outputs.
    const claim = resource("aztec:index:KeyClaim", "node-claim", { machine: "4567" }, {});
    expect(nodeLocation(state(host, claim)).machine).toBe("4567");
  });

  it("is undefined while it is stopped, and before the first up", () => {
    expect(nodeLocation(state(local, volume))).toEqual({ docker: ["docker", "--host", "unix:///x"], volume: "a-data" });
    expect(nodeLocation('{"version":3,"deployment":null}')).toEqual({});
  });
});

describe("the lines of a log", () => {
  const text = [
    "[11:56:49.034] INFO: p2p Started",
    "[11:56:49.035] \u001b[33mWARN\u001b[39m: sequencer No peers",
    "[11:56:49.036] ERROR: cli TypeError: fetch failed",
    "    at node:internal/deps/undici/undici:13510:13",
    "[11:56:49.037] DEBUG: p2p Ping",
    '{"level":40,"module":"archiver","msg":"late"}',
    '{"level":"trace","module":"archiver","msg":"block"}',
  ];
  const numbers = (filter: Parameters<typeof lineFilter>[0]) => {
    const isWanted = lineFilter(filter);
    return text.flatMap((line, index) => (isWanted(line) ? [index] : []));
  };

  it("are all printed without a filter", () => {
    expect(numbers({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("are filtered by level, with the continuation lines of each message", () => {
    expect(LEVELS.map((level) => numbers({ level }).length)).toEqual([0, 2, 4, 5, 5, 6, 7]);
    expect(numbers({ level: "warn" })).toEqual([1, 2, 3, 5]);
  });

  it("are filtered by a pattern, coloured or not", () => {
    expect(numbers({ grep: /warn: sequencer/i })).toEqual([1]);
  });
});

it("a log begins with its last lines, with all since a time, or with the last ones since then", () => {
  expect([firstLines(), firstLines(undefined, "50"), firstLines("1h"), firstLines("1h", "50")]).toEqual([
    ["--tail", "200"],
    ["--tail", "50"],
    ["--since", "1h"],
    ["--since", "1h", "--tail", "50"],
  ]);
});

describe("help", () => {
  it("describes each command and each option", () => {
    const all = program().commands.flatMap((command) => [command, ...command.commands]);
    for (const command of all) {
      expect(command.description(), command.name()).toMatch(/^[A-Z].*[^.]$/);
      for (const option of command.options) expect(option.description, option.flags).not.toBe("");
    }
  });

  it("fits a terminal of 80 columns", () => {
    const all = program().commands.flatMap((command) => [command, ...command.commands]);
    const wide = [program(), ...all].flatMap((command) =>
      command
        .helpInformation()
        .split("\n")
        .filter((line) => line.length > 80),
    );
    expect(wide).toEqual([]);
  });
});

describe("wrong arguments of vote", () => {
  it.each([[["vote"]], [["vote", `0x${"12".repeat(20)}`, "--none"]]])(
    "are an error of the operator: %j",
    async (args) => {
      await expect(program().parseAsync(["node", "aztec-validator", ...args])).rejects.toThrow(
        new OperatorError(
          "Nothing was changed: pass either a payload's address or --none. Example: aztec-validator vote --none",
        ),
      );
    },
  );
});

/** Commands with and without subcommands, by what is typed. */
function allCommands(command: Command, name = command.name()): (readonly [string, Command])[] {
  return [[name, command] as const, ...command.commands.flatMap((one) => allCommands(one, `${name} ${one.name()}`))];
}

it("a payload that is no address is refused as an argument, and not as a setting", async () => {
  let text = "";
  const all = program();
  const command = all.commands.find((one) => one.name() === "vote");
  command?.exitOverride().configureOutput({ writeErr: (part) => (text += part) });
  await expect(all.parseAsync(["node", "aztec-validator", "vote", "0x12"])).rejects.toThrow();
  expect(text).toBe(
    "error: command-argument value '0x12' is invalid for argument 'payload'. Pass an Ethereum address: 0x and 40 hex digits.\n(see aztec-validator vote --help)\n",
  );
});

describe("the command line's help", () => {
  it.each(allCommands(program()))("of %s fits a terminal of 80 columns", (_, command) => {
    let text = "";
    const wide = { writeOut: (part: string) => (text += part), getOutHelpWidth: () => 80 };
    command.configureOutput(wide).outputHelp();
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(allCommands(program()).filter(([, { commands }]) => commands.length === 0))(
    "is what a wrong option of %s leads to",
    (name, command) => {
      let text = "";
      command.exitOverride().configureOutput({ writeErr: (part) => (text += part) });
      expect(() => command.parse(["--no-such-option"], { from: "user" })).toThrow();
      expect(text.split("\n").slice(1)).toEqual([`(see ${name} --help)`, ""]);
    },
  );
});
