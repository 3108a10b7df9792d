import { describe, expect, it } from "vitest";
import { commandOf, removeCommand, setCommand } from "./commands";
import { fillInFix } from "./fixes";
import { problemList, wrong } from "./problems";

describe("the command of a setting", () => {
  it("names its stack: without it, Pulumi would change the selected one", () => {
    expect(setCommand("dockerMtu", "1400", "testnet")).toBe("pulumi config set dockerMtu 1400 --stack testnet");
    expect(removeCommand("p2p.port", "testnet")).toBe("pulumi config rm --path p2p.port --stack testnet");
    expect(problemList([wrong("rpcPort", "is taken")], "testnet")).toBe(
      "1 problem in the settings; nothing was changed.\n  rpcPort is taken\n      pulumi config set rpcPort <port> --stack testnet",
    );
  });

  it("has no value of a setting that may have a key: Pulumi prompts for it, and no shell's history has it", () => {
    expect(setCommand("ethereumHosts", undefined, "testnet")).toBe(
      "pulumi config set --secret ethereumHosts --stack testnet",
    );
    expect(setCommand("otel.tracesEndpoint")).toBe("pulumi config set --secret --path otel.tracesEndpoint");
    expect(setCommand("extraEnv")).toBe("pulumi config set --secret --path extraEnv.<NAME>");
    expect(commandOf(fillInFix("ethereumHosts", "<url>"))).toBe("pulumi config set --secret ethereumHosts");
    expect(setCommand("attesterEncryptedKey")).toBe("pulumi config set --secret attesterEncryptedKey < <file>");
    expect(setCommand("ethereumHosts", undefined, "dev")).toBe("set ethereumHosts: <url>,<url> in Pulumi.dev.yaml");
  });

  it("of a development stack is a change of its file, since no login has its state", () => {
    expect(setCommand("p2p.port", undefined, "dev-2")).toBe("set p2p.port: <port> in Pulumi.dev-2.yaml");
    expect(removeCommand("rpcport", "dev")).toBe("remove rpcport in Pulumi.dev.yaml");
    expect(setCommand("dockerMtu", "1400", "development")).toBe("pulumi config set dockerMtu 1400 --stack development");
  });
});
