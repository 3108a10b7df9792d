/** The commands of fixes. */
import { describe, expect, it } from "vitest";
import { commandOf } from "./commands";
import { encryptFix, type Fix, fillInFix, moveFix, removeFix, removeKeyFix, replaceFix, setFix } from "./fixes";

const COPY = "cp Pulumi.main.yaml copy-$(date +%s)-Pulumi.main.yaml && ";
const MNEMONIC = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

describe("the command of a fix", () => {
  it.each<[Fix, string]>([
    [setFix("release", "5.2.0"), "pulumi config set release 5.2.0"],
    [setFix("p2p.announceIp"), "pulumi config set --path p2p.announceIp <address>"],
    [setFix("attesterPrivateKey"), "pulumi config set --secret attesterPrivateKey"],
    [setFix("p2p.<setting>"), "pulumi config set --path p2p.<setting> <value>"],
    [fillInFix("memoryMb", "<up to 4096>"), "pulumi config set memoryMb <up to 4096>"],
    [removeFix("image"), "pulumi config rm image"],
    [removeFix("p2p.queryForIp"), "pulumi config rm --path p2p.queryForIp"],
    [removeFix("extraEnv.A-B.C"), `pulumi config rm --path 'extraEnv["A-B.C"]'`],
    [removeFix("extraEnv.A.B"), `pulumi config rm --path 'extraEnv["A.B"]'`],
    [removeFix("aws.tags.team"), "pulumi config rm --path aws.tags.team"],
    [removeFix("aws.tags.aws:team"), `pulumi config rm --path 'aws.tags["aws:team"]'`],
    [removeFix("p2p.a.b"), `pulumi config rm --path 'p2p["a.b"]'`],
    [removeFix("a name"), "pulumi config rm 'a name'"],
    [removeKeyFix("p2p.prot"), "pulumi config rm p2p.prot"],
    [
      moveFix(removeKeyFix("p2p.port"), "p2p.port"),
      "pulumi config rm p2p.port && pulumi config set --path p2p.port <port>",
    ],
    [
      moveFix(removeFix("extraEnv.COINBASE"), "coinbase"),
      "pulumi config rm --path extraEnv.COINBASE && pulumi config set coinbase <address>",
    ],
    [{ kind: "stop", stack: "blue" }, "pulumi config set stopped true --stack blue && pulumi up --stack blue"],
    [
      { kind: "stop", stack: "org/val-a/mainnet" },
      "in the checkout of org/val-a/mainnet: aztec-validator stop --stack mainnet",
    ],
    [{ kind: "stop", stack: "org/mainnet" }, "in the checkout of org/mainnet: aztec-validator stop --stack mainnet"],
  ])("%j", (fix, command) => {
    expect(commandOf(fix)).toBe(command);
  });

  it.each<[Fix, string]>([
    [removeFix("attesterPrivateKey"), `${COPY}pulumi config rm attesterPrivateKey --stack main`],
    [removeFix("blsPassword-second"), `${COPY}pulumi config rm blsPassword-second --stack main`],
    [removeFix("validatorKey"), `${COPY}pulumi config rm validatorKey --stack main`],
    [removeFix("attester", "7".repeat(64)), `${COPY}pulumi config rm attester --stack main`],
    [removeFix("words", MNEMONIC), `${COPY}pulumi config rm words --stack main`],
    [removeFix("extraEnv.OLD_PRIVATE_KEY"), `${COPY}pulumi config rm --path extraEnv.OLD_PRIVATE_KEY --stack main`],
    [replaceFix("keystore"), `${COPY}pulumi config set --secret keystore < <file> --stack main`],
  ])("keeps a copy of a key: %j", (fix, command) => {
    expect(commandOf(fix, "main")).toBe(command);
  });

  it.each<[Fix, string]>([
    [replaceFix("p2p.port"), "pulumi config set --path p2p.port <port> --stack main"],
    [setFix("attesterPrivateKey"), "pulumi config set --secret attesterPrivateKey --stack main"],
    [removeFix("rpcport", "8080"), "pulumi config rm rpcport --stack main"],
    [removeFix("l1ConsensusHostApiKeyHeaders"), "pulumi config rm l1ConsensusHostApiKeyHeaders --stack main"],
    [removeFix("extraEnv.KEY_STORE_DIRECTORY"), "pulumi config rm --path extraEnv.KEY_STORE_DIRECTORY --stack main"],
  ])("copies nothing where no key is lost: %j", (fix, command) => {
    expect(commandOf(fix, "main")).toBe(command);
  });

  it.each<[Fix, string]>([
    [
      moveFix(removeFix("attesterPrivateKey_b"), "attesterPrivateKey-b"),
      `${COPY}(value=$(pulumi config get attesterPrivateKey_b --stack main) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret attesterPrivateKey-b --stack main) && pulumi config rm attesterPrivateKey_b --stack main`,
    ],
    [
      moveFix(removeKeyFix("extraEnv.TZ"), "extraEnv.TZ"),
      `(value=$(pulumi config get extraEnv.TZ --stack main) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret --path extraEnv.TZ --stack main) && pulumi config rm extraEnv.TZ --stack main`,
    ],
    [
      encryptFix("extraEnv.A-B"),
      `(value=$(pulumi config get --path 'extraEnv["A-B"]' --stack main) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret --path 'extraEnv["A-B"]' --stack main)`,
    ],
  ])("moves and encrypts a secret without showing it: %j", (fix, command) => {
    expect(commandOf(fix, "main")).toBe(command);
  });

  it("of a development stack is a change of its file", () => {
    expect(commandOf(moveFix(removeKeyFix("p2p.port"), "p2p.port"), "dev")).toBe(
      "write p2p.port as port below p2p in Pulumi.dev.yaml",
    );
    expect(commandOf(moveFix(removeFix("extraEnv.COINBASE"), "coinbase"), "dev-2")).toBe(
      "remove extraEnv.COINBASE, and set coinbase in Pulumi.dev-2.yaml",
    );
    expect(commandOf(removeFix("keystore"), "dev")).toBe("remove keystore in Pulumi.dev.yaml");
    expect(commandOf(replaceFix("attesterMnemonic"), "dev")).toBe("set attesterMnemonic in Pulumi.dev.yaml");
  });
});
