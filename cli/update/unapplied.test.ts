/** The comparison of a node with its settings, without a stack. */
import { describe, expect, it } from "vitest";
import { isSecret, configOf, dev, mainnet } from "../../test/fixtures/stacks";
import { runsSelected, undoCommands } from "./unapplied";

const from = { release: "5.0.0", image: "aztecprotocol/aztec:5.0.0" };

describe("a node runs what its settings select", () => {
  it.each<[string, Parameters<typeof runsSelected>[1], boolean]>([
    ["the host has that image under this name", { id: "1", selectedId: "1", recordedId: "2" }, true],
    ["the last `up` selected it", { id: "1", recordedId: "1", recordedName: from.image }, true],
    ["the last `up` selected another one", { id: "1", recordedId: "1", recordedName: "x:5.0.0" }, false],
    ["Docker does not answer", { recordedId: "1", recordedName: from.image }, true],
    ["Docker does not answer, and `up` selected another", { recordedId: "1", recordedName: "x:5.0.0" }, false],
    ["the state does not name it", { id: "1", recordedId: "1" }, true],
    ["`up` ended before the container", { id: "1", recordedId: "2", recordedName: from.image }, false],
    ["the same, and the node reports it", { id: "1", recordedId: "2", reported: "5.0.0" }, true],
    ["the same, and it reports another", { id: "1", recordedId: "2", reported: "4.4.0" }, false],
  ])("if %s: %j %s", (_why, facts, isSame) => {
    expect(runsSelected(from, facts)).toBe(isSame);
  });
});

describe("the edit of a release is undone", () => {
  const undo = (values: Readonly<Record<string, unknown>>, release: string | undefined, image: string | undefined) =>
    undoCommands({ config: configOf(values), isSecret, stack: "main" }, { release, image });
  const vendor = (release: string) => `aztecprotocol/aztec:${release}`;

  it("by its setting, with the vendor's images", () => {
    expect(undo(mainnet, "5.0.0", vendor("5.0.0"))).toEqual(["pulumi config set release 5.0.0 --stack main"]);
  });

  it("by its image, if it was set, changed or removed", () => {
    const own = { ...mainnet, image: "x:5.2.0" };
    expect(undo(own, "5.2.0", vendor("5.2.0"))).toEqual(["pulumi config rm image --stack main"]);
    expect(undo(own, "5.0.0", "x:5.0.0")).toEqual([
      "pulumi config set release 5.0.0 --stack main",
      "pulumi config set image x:5.0.0 --stack main",
    ]);
    expect(undo(mainnet, "5.2.0", "x:5.2.0")).toEqual(["pulumi config set image x:5.2.0 --stack main"]);
    const { release: _, ...unsaid } = own;
    expect(undo(unsaid, "5.0.0", vendor("5.0.0"))).toEqual([`pulumi config set image ${vendor("5.0.0")} --stack main`]);
  });

  it("as far as it is known what runs", () => {
    expect(undo(mainnet, "5.0.0", undefined)).toEqual(["pulumi config set release 5.0.0 --stack main"]);
    expect(undo(mainnet, undefined, undefined)).toEqual([]);
  });

  it("not for a development stack, whose image follows the checkout", () => {
    expect(undo(dev, "4.1.2", "aztec-validator/node:4.1.2-0f1e2d3c4b5a")).toEqual([]);
  });
});
