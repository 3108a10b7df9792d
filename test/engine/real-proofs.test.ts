/**
 * A real node that verifies proofs in earnest, as every public network has it: by a real `pulumi up`, confined, with the
 * release's image and with folders as the vendor's image has them. A proof that verifies cannot be made here: that takes
 * the ceremony's reference strings.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { RELEASE } from "../../images/tags";
import { dockerCli } from "../../provider/docker-cli";
import { waitReady } from "../../provider/wait-ready";
import { onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { buildImage, NODE } from "./test-image";
import { docker } from "./test-stack";

const stack = new OwnStack("test-proofs");
const { container } = stack;
const VENDOR_LAYOUT = `aztec-validator-test/proofs:${RELEASE}-vendor`;
const FREE = `${container}-free`;
const WRONG_PROOF = readFileSync(path.join(import.meta.dirname, "wrong-proof.mjs"), "utf8");
let seed = 1_000_000;

const answerSchema = z.object({ realProofs: z.boolean(), answer: z.string() });

/** Sends a node a transaction with a wrong proof. @returns its answer, and the lines of its log about proofs since */
async function sendWrongProof(name: string) {
  seed += 1;
  const since = await docker("exec", name, "date", "+%s");
  const inside = ["exec", "-i", "--workdir=/usr/src/yarn-project", "--env=NODE_OPTIONS=", "--env=LOG_LEVEL=silent", name];
  const command = ["node", "--no-warnings", "--input-type=module", "-", String(seed)];
  const { stdout } = await execa("docker", [...inside, ...command], { input: WRONG_PROOF });
  const answer = answerSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  const { all } = await execa("docker", ["logs", "--since", since, name], { all: true });
  const log = (all ?? "").split("\n").filter((line) => /proof/i.test(line));
  return { ...answer, log: log.join("\n") };
}

/** bb has read the proof, and says no. A node that cannot write says no as well, but about a file. */
async function refusesByItsProof(name: string): Promise<void> {
  const { realProofs, answer, log } = await sendWrongProof(name);
  expect(realProofs).toBe(true);
  expect(answer).toContain("Invalid proof");
  expect(log).toContain("Failed to verify Chonk proof for HidingKernelToRollup!");
  expect(log).not.toMatch(/EROFS|ENOENT|EACCES|ENOSPC/);
}

const ready = (name: string) =>
  waitReady({ docker: dockerCli(["docker"]), container: name, timeoutSeconds: 120, say: () => undefined });

const inData = async (name: string, folder: string) =>
  (await docker("exec", name, "ls", `/var/lib/data/${folder}`)).split("\n").filter((line) => line !== "");

beforeAll(async () => {
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
    const { envs, words, network } = z
      .object({ envs: z.array(z.string()), words: z.array(z.string()), network: z.string() })
      .parse(
        JSON.parse(
          await docker(
            ...["inspect", container, "--format"],
            '{"envs":{{json .Config.Env}},"words":{{json .Config.Cmd}},"network":{{json .HostConfig.NetworkMode}}}',
          ),
        ),
      );
    const place = [`--volumes-from=${container}`, `--network=${network}`, ...envs.map((env) => `--env=${env}`)];
    const check = await healthcheckOf(container);
    await docker("run", "--detach", "--user=0", "--name", FREE, ...place, ...check, VENDOR_LAYOUT, ...words);
    await ready(FREE);
    await refusesByItsProof(FREE);
    const changed = (await docker("diff", FREE)).split("\n").map((line) => line.slice(2));
    expect(changed.filter((file) => !/^\/(tmp|var|var\/lib|var\/lib\/(data|keys))(\/|$)/.test(file))).toEqual([]);
    expect(changed.filter((file) => /^\/var\/lib\/(data|keys)\//.test(file))).toEqual([]);
  });
});

/** The health check of a container, as options of `docker run`. */
async function healthcheckOf(name: string): Promise<string[]> {
  const [, ...words] = z.array(z.string()).parse(
    JSON.parse(await docker("inspect", name, "--format", "{{json .Config.Healthcheck.Test}}")),
  );
  return [`--health-cmd=${words.join(" ")}`];
}
