import { describe, expect, it } from "vitest";
import { commandsOf, removeCommand, setCommand } from "./commands";
import { problemList, wrong } from "./problems";

describe("the command of a setting", () => {
  it("names its stack: without it, Pulumi would change the selected one", () => {
    expect(setCommand("dockerMtu", "1400", "testnet")).toBe("pulumi config set dockerMtu 1400 --stack testnet");
    expect(commandsOf("testnet", () => [setCommand("dockerMtu", "1400"), removeCommand("p2p.port")])).toEqual([
      "pulumi config set dockerMtu 1400 --stack testnet",
      "pulumi config rm --path p2p.port --stack testnet",
    ]);
    expect(problemList([wrong("rpcPort", "is taken")], "testnet")).toBe(
      "1 problem in the settings; nothing was changed.\n  rpcPort is taken\n      pulumi config set rpcPort <port> --stack testnet",
    );
  });

  it("names none after the work that had a stack, and after one that failed", () => {
    commandsOf("testnet", () => setCommand("dockerMtu"));
    expect(() =>
      commandsOf("testnet", () => {
        throw new Error("x");
      }),
    ).toThrow("x");
    expect(removeCommand("rpcPort")).toBe("pulumi config rm rpcPort");
  });

  it("of a development stack is a change of its file, since no login has its state", () => {
    expect(setCommand("p2p.port", undefined, "dev-2")).toBe("set p2p.port: <port> in Pulumi.dev-2.yaml");
    expect(removeCommand("rpcport", "dev")).toBe("remove rpcport in Pulumi.dev.yaml");
    expect(setCommand("dockerMtu", "1400", "development")).toBe("pulumi config set dockerMtu 1400 --stack development");
  });
});
