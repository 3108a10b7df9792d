/** Whether a stack can join a chain, by what Docker reports. Not proven here: that a node follows it (test/engine). */
import { describe, expect, it } from "vitest";
import { problemOf } from "./provider";

const L1 = "aztec-validator-dev-l1";
const NODE = "aztec-validator-dev";
const chain = { stack: "dev", l1: L1, node: NODE, release: "4.1.2" };

/** Returns a Docker whose `inspect` prints the text of an object's entry. An object without an entry does not exist. */
function docker(objects: Readonly<Record<string, string>>) {
  return ([, , name = ""]: readonly string[]) => {
    const text = objects[name];
    return Promise.resolve(text === undefined ? { code: 1, text: `No such object: ${name}` } : { code: 0, text });
  };
}

const up = { [L1]: "true", [NODE]: "true", [`${L1}-state`]: "4.1.2\n" };
const without = (name: string) => Object.fromEntries(Object.entries(up).filter(([key]) => key !== name));

describe("the chain of another stack", () => {
  it("can be joined while its L1 and its node run", async () => {
    expect(await problemOf(chain, true, docker(up))).toBeUndefined();
  });

  it.each([true, false])("can be neither joined nor kept if it is not there (new: %s)", async (isNew) => {
    expect(await problemOf(chain, isNew, docker(without(L1)))).toBe(
      "The stack dev is not up, so there is no chain to join: this Docker engine has no container aztec-validator-dev-l1. Bring it up first (make up STACK=dev), or set localChainOf to another stack.",
    );
  });

  it.each([
    [L1, { ...up, [L1]: "false" }],
    [NODE, { ...up, [NODE]: "false" }],
    [NODE, without(NODE)],
  ])("cannot be joined while %s does not run, which is no error for a stack that has joined", async (name, objects) => {
    expect(await problemOf(chain, true, docker(objects))).toBe(
      `The container ${name} of the stack dev does not run, so its chain stands still and nobody can join it. Start it: docker start ${name} (if there is none: make up STACK=dev)`,
    );
    expect(await problemOf(chain, false, docker(objects))).toBeUndefined();
  });

  it("cannot be joined by another release", async () => {
    expect(await problemOf({ ...chain, release: "4.2.0" }, false, docker(up))).toBe(
      "The chain of the stack dev has the contracts of release 4.1.2, and this stack runs 4.2.0: it cannot follow that chain. Bring both to one release: pulumi config set release 4.2.0 --stack dev, then make up STACK=dev",
    );
  });
});
