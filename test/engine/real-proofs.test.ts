/**
 * A real node that verifies real proofs, as on every public network: by a real `pulumi up`, confined, with the
 * release's image and with folders as the vendor's image has them. A valid proof cannot be computed here: that takes
 * the ceremony's reference strings.
 */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { RELEASE } from "../../images/tags";
import { dockerRunner } from "../../remote/docker";
import { waitReady } from "../../remote/wait-ready";
import { L1, onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { refusesByItsProof } from "./proofs";
import { buildImage } from "./test-image";
import { docker } from "./test-stack";

const stack = new OwnStack("test-proofs");
const { container } = stack;
const VENDOR_LAYOUT = `aztec-validator-test/proofs:${RELEASE}-vendor`;
const FREE = `${container}-free`;

const ready = (name: string) =>
  waitReady({
    docker: dockerRunner(["docker"]),
    container: name,
    stack: name,
    timeoutSeconds: 120,
    log: () => undefined,
  });

const inData = async (name: string, folder: string) =>
  (await docker("exec", name, "ls", `/var/lib/data/${folder}`)).split("\n").filter((line) => line !== "");

beforeAll(async () => {
  // The container of an interrupted run holds the stack's volumes.
  await docker("rm", "--force", FREE);
  await Promise.all([startChain(), stack.init()]);
  await buildImage(VENDOR_LAYOUT, "USER root\nRUN mkdir -p /usr/src/bb /usr/src/acvm");
  await stack.configure(onChain());
});

afterAll(async () => {
  await docker("rm", "--force", FREE);
  await stack.remove();
  await stopChain();
  await docker("image", "rm", "--force", VENDOR_LAYOUT);
});

describe("a node with real proofs", () => {
  it("becomes ready, confined, and verifies with bb", async () => {
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await docker("inspect", container, "--format", "{{.HostConfig.ReadonlyRootfs}} {{.Config.User}}")).toBe(
      "true 10001:10001",
    );
    expect(await docker("inspect", container, "--format", "{{json .Config.Env}}")).not.toContain("PROVER_REAL_PROOFS");
    await refusesByItsProof(container);
  });

  it("starts again from the files it has, without the host of the reference strings, and empties its proofs", async () => {
    expect((await inData(container, "bb")).filter((name) => name.startsWith("tmp-"))).toHaveLength(1);
    await docker("restart", container);
    await ready(container);
    expect(await inData(container, "bb")).toEqual([]);
    expect(await docker("logs", container)).toContain("Using cached Grumpkin CRS");
    await refusesByItsProof(container);
  });

  it("does the same with the folders of the vendor's image, which a confined node cannot write to", async () => {
    await stack.configure({ ...onChain(), image: VENDOR_LAYOUT });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    await refusesByItsProof(container);
  });

  it("writes to its data and to /tmp and nowhere else, also where it could", async () => {
    await docker("stop", container);
    const started = z.object({ Env: z.array(z.string()), Cmd: z.array(z.string()) });
    const text = await docker("inspect", container, "--format", "{{json .Config}}");
    const { Env: envs, Cmd: args } = started.parse(JSON.parse(text));
    const place = [`--volumes-from=${container}`, `--network=${L1}`, ...envs.map((env) => `--env=${env}`)];
    await docker("run", "--detach", "--user=0", "--name", FREE, ...place, VENDOR_LAYOUT, ...args);
    const [, ...check] = await healthCheck(container);
    const isReady = async () => !(await execa("docker", ["exec", FREE, ...check], { reject: false })).failed;
    await expect.poll(isReady, { timeout: 120_000, interval: 500 }).toBe(true);
    await refusesByItsProof(FREE);
    const changed = (await docker("diff", FREE)).split("\n").map((line) => line.slice(2));
    expect(changed.filter((file) => !/^\/(tmp|var|var\/lib|var\/lib\/(data|keys))(\/|$)/.test(file))).toEqual([]);
    expect(changed.filter((file) => /^\/var\/lib\/(data|keys)\//.test(file))).toEqual([]);
  });
});

/** Returns Docker's health of a container. */
async function healthCheck(name: string): Promise<string[]> {
  const text = await docker("inspect", name, "--format", "{{json .Config.Healthcheck.Test}}");
  return z.array(z.string()).parse(JSON.parse(text));
}
