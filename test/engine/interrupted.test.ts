/**
 * `up` that is killed, or has a wrong setting: its error, and the recovery by the next `up`. In the container is a
 * stand-in that is ready at once: the recovery of a real node is in lifecycle.test.ts and update.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeImage, RELEASE } from "../../images/tags";
import { prepare } from "../../dev/prepare";
import type { PulumiCli } from "../../pulumi/pulumi-cli";
import { findStack } from "../../pulumi/dev-stack";
import { dockerEvent } from "./docker-events";
import { Observer } from "./observer";
import { standIn } from "./stand-in";
import { buildImage } from "./test-image";
import { docker, P2P_PORT, rpc, TestStack } from "./test-stack";

/** Images that are built for these tests and removed after them. */
const [GOOD, BROKEN] = ["aztec-validator-test/interrupted:1", "aztec-validator-test/broken:1"];

const stack = new TestStack("dev-test-interrupted", ["--ready-only"]);
const { container } = stack;
let pulumi: PulumiCli;
const node = new Observer(container);

/** The settings of a valid stack, with others on top. */
const configure = (settings: Readonly<Record<string, unknown>> = {}) => {
  stack.configure({ image: GOOD, ...settings });
};

beforeAll(async () => {
  await buildImage(GOOD, standIn("interrupted"));
  configure();
  await stack.down();
  await stack.succeeds("up");
  pulumi = await prepare(findStack(stack.name));
});

afterAll(async () => {
  configure();
  await stack.down();
  stack.forget();
  await docker("image", "rm", GOOD, BROKEN);
});

describe("up that fails", () => {
  it("is completed by the next one if it was killed", async () => {
    configure({ logLevel: "debug" });
    const run = stack.start();
    await dockerEvent(container, "create");
    if (run.pid === undefined) throw new Error("up did not start");
    process.kill(-run.pid, "SIGKILL");
    await run;
    const repaired = await stack.up();
    expect(repaired.text).toContain("the last run on dev-test-interrupted was interrupted: its lock is removed");
    expect(repaired.code).toBe(0);
    expect(await rpc("node_isReady")).toBe(true);
    expect((await docker("ps", "--quiet", "--filter", `name=^/${container}$`)).split("\n")).toHaveLength(1);
    expect((await pulumi.run("preview", "--expect-no-changes")).failed).toBe(false);
  });

  it("fails with the reason if the image does not exist", async () => {
    configure({ image: "aztec-validator.invalid/none:1" });
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    expect(failed.text).toContain("aztec-validator.invalid/none:1");
    expect(failed.text).toContain("pulumi up failed: the reason is above.");
  });

  it("fails with the node's error if the node does not start", async () => {
    await buildImage(BROKEN, 'ENTRYPOINT ["sh", "-c", "echo the disk is full; exit 3"]');
    configure({ image: BROKEN });
    const failed = await stack.up();
    expect(failed.code).toBe(1);
    expect(failed.text).toMatch(
      new RegExp(`${container} is not ready after \\d+ s: the node exited \\d+ times \\(exit code 3\\)`),
    );
    expect(failed.text).toMatch(/The last lines of its log:\n\s+the disk is full\n/);
  });

  it("succeeds once the setting is corrected", async () => {
    configure();
    await stack.succeeds("up");
    expect(await rpc("node_isReady")).toBe(true);
  });

  it("changes nothing if a setting is wrong", async () => {
    const before = await node.id();
    configure({ rpcPort: P2P_PORT });
    const refused = await stack.up();
    expect(refused.text).toContain("rpcPort is the same port as p2p.port: each needs its own");
    expect(refused.code).toBe(1);
    expect(await node.id()).toBe(before);
  });

  it("does not start a node beside a container of the same name that does not belong to the stack", async () => {
    configure();
    await stack.succeeds("down");
    await docker("create", "--name", container, nodeImage(RELEASE));
    const refused = await stack.up();
    await docker("rm", container);
    expect(refused.code).toBe(1);
    expect(refused.text).toContain(
      [
        `The host already has a container named ${container}, and it does not belong to this stack's state.`,
        `Another checkout or another state created it. If nobody needs it, remove it (docker --host unix:///var/run/docker.sock rm --force ${container}).`,
        "Otherwise give this stack another name.",
      ].join(" "),
    );
  });
});
