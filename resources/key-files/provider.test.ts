/** A node's secret files as the provider writes them, against a fake Docker; test/engine has a real one. */
import { existsSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { PartialFailure } from "../partial-failure";
import { keyFiles } from "./provider";
import { secret } from "../unwrap-secrets";
import { useFolder } from "../../test/fixtures/folder";

const PASSWORD = "password-of-administration";
const key = (digit: string) => `0x${digit.repeat(64)}`;
const keystore = (coinbase: string, publisher = key("5")) =>
  JSON.stringify({
    schemaVersion: 1,
    validators: [{ attester: key("1"), publisher, coinbase, feeRecipient: key("0") }],
  });
const [OLD, NEW] = [keystore(`0x${"1".repeat(40)}`), keystore(`0x${"2".repeat(40)}`)];
const reload = { file: "keystore.json", port: 8880, method: "nodeAdmin_reloadKeystore", key: PASSWORD };
const ID = "an id";
const URN = "urn:pulumi:dev::aztec-validator::aztec:index:KeyFiles::node-keys-files";

/** A `docker` that records its arguments and input, and answers by the first argument. */
const FAKE = `
const { appendFileSync, readFileSync, existsSync } = require("node:fs");
const [folder, ...args] = process.argv.slice(1);
const input = readFileSync(0, "utf8");
appendFileSync(folder + "/calls", JSON.stringify({ args, input }) + "\\n");
const file = folder + "/" + args[0];
if (!existsSync(file)) process.exit(0);
const [code, text] = JSON.parse(readFileSync(file, "utf8"));
console.log(text);
process.exitCode = code;
`;

const folder = useFolder();
beforeEach(() => {
  answers("container", 0, JSON.stringify({ Status: "running", StartedAt: "once" }));
  answers("exec", 0, "null");
});

function answers(word: string, code: number, text: string): void {
  folder.write(word, JSON.stringify([code, text]));
}

interface DockerCall {
  readonly args: readonly string[];
  readonly input: string;
}

const dockerCalls = (): DockerCall[] => folder.lines("calls").map((line) => JSON.parse(line) as DockerCall);
/** The files that were written, one time after the other. */
const written = () =>
  dockerCalls().flatMap(({ args, input }) => (args[0] === "run" ? [JSON.parse(input) as unknown] : []));

function inputs(files: Readonly<Record<string, string>>, others: Readonly<Record<string, unknown>> = {}) {
  return {
    docker: [process.execPath, "-e", FAKE, folder.path],
    volume: "validator-keys",
    owner: "10001:10001",
    image: "sha256:1234",
    container: "validator",
    start: "abc",
    files: secret(files),
    reload: secret(reload),
    timeoutSeconds: 0,
    ...others,
  };
}

const files = (content: string, p2p = "p2p") => ({ "keystore.json": content, "p2p-private-key": p2p });
const diff = (olds: unknown, news: unknown) => keyFiles.diff(ID, URN, olds, news);
const update = (olds: unknown, news: unknown) => keyFiles.update(ID, URN, olds, news);

/** The state of files whose update failed. */
const uncertain = (of: Readonly<Record<string, string>>) => ({ ...inputs(of), isUncertain: true });

/** Returns what Pulumi reads of an update that failed midway. */
async function partialFailure(updating: Promise<unknown>) {
  const error = await updating.catch((reason: unknown) => reason);
  if (!(error instanceof PartialFailure)) throw error;
  const { id, properties, reasons } = error;
  return { id, properties, reasons };
}

describe("a change of the files", () => {
  const before = inputs(files(OLD));
  it.each([
    ["none", inputs(files(OLD)), false, []],
    ["another way to Docker", inputs(files(OLD), { docker: ["ssh"], timeoutSeconds: 9 }), false, []],
    [
      "a way to Docker that is not known yet",
      inputs(files(OLD), { docker: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
      false,
      [],
    ],
    ["what the running node takes", inputs(files(NEW)), true, []],
    ["another publisher", inputs(files(keystore(`0x${"1".repeat(40)}`, key("6")))), true, ["files"]],
    ["another p2p identity", inputs(files(OLD, "other")), true, ["files"]],
    ["both at once", inputs(files(NEW, "other")), true, ["files"]],
    ["a file less", inputs({ "keystore.json": OLD }), true, ["files"]],
    ["a release that cannot", inputs(files(NEW), { reload: undefined }), true, ["files"]],
    ["another start alone", inputs(files(OLD), { start: "def" }), true, []],
    ["another start as well", inputs(files(NEW), { start: "def" }), true, ["start"]],
    [
      "what is not known yet",
      inputs(files(NEW), { files: secret("04da6b54-80e4-46f7-96ec-b56ff0331ba9") }),
      true,
      ["files"],
    ],
  ])("%s", async (_what, now, changes, replaces) => {
    expect(await diff(before, now)).toEqual({ changes, replaces, deleteBeforeReplace: true });
  });
});

describe("files", () => {
  it("are written at their creation, without a call to the node", async () => {
    const { id, outs } = await keyFiles.create(URN, inputs(files(OLD)));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(outs).toEqual(inputs(files(OLD)));
    expect(dockerCalls().map(({ args }) => args[0])).toEqual(["ps", "run"]);
    expect(written()).toEqual([files(OLD)]);
  });

  it("are written in a container that has the volume and nothing else, and no secret is on a command line", async () => {
    await update(inputs(files(OLD)), inputs(files(NEW)));
    const [, run, , , exec] = dockerCalls();
    expect(run?.args.filter((_word, index) => index !== 14)).toEqual([
      ...["run", "--rm", "-i", "--label=aztec-validator.one-shot=validator-keys"],
      ...["--network=none", "--user=0:0", "--cap-drop=ALL", "--cap-add=CHOWN", "--read-only", "--pids-limit=8192"],
      ...["--mount=type=volume,source=validator-keys,target=/volume", "--entrypoint=node", "sha256:1234", "-e"],
      ...["/volume", "10001", "10001"],
    ]);
    expect(exec?.args.filter((_word, index) => index !== 5)).toEqual([...["exec", "-i", "validator", "node", "-e"]]);
    expect(JSON.parse(exec?.input ?? "")).toEqual({
      urls: ["http://127.0.0.1:8880"],
      method: "nodeAdmin_reloadKeystore",
      params: [],
      seconds: 120,
      headers: { "x-api-key": PASSWORD },
    });
    const argv = JSON.stringify(dockerCalls().map(({ args }) => args));
    for (const hidden of [PASSWORD, key("1"), key("5")]) expect(argv).not.toContain(hidden);
  });

  it("are written after the containers of a killed command on their volume are removed, and no others", async () => {
    answers("ps", 0, "0123456789ab\nWarning: a container is not to be named by this\nba9876543210");
    await keyFiles.create(URN, inputs(files(OLD)));
    const [ps, rm, run] = dockerCalls().map(({ args }) => args);
    const filters = ["--filter", "label=aztec-validator.one-shot=validator-keys", "--filter", "status=created"];
    expect(ps).toEqual(["ps", "--all", "--quiet", ...filters]);
    expect(rm).toEqual(["rm", "0123456789ab", "ba9876543210"]);
    expect(run?.[0]).toBe("run");
  });

  it("are not written again for another container that reads the same ones", async () => {
    const now = inputs(files(OLD), { start: "def", image: "sha256:5678" });
    expect(await update(inputs(files(OLD)), now)).toEqual({ outs: now });
    expect(existsSync(folder.at("calls"))).toBe(false);
  });

  it("that the node reloads are in the state, as secrets", async () => {
    expect(await update(inputs(files(OLD)), inputs(files(NEW)))).toEqual({ outs: inputs(files(NEW)) });
    expect(dockerCalls().map(({ args }) => args[0])).toEqual(["ps", "run", "container", "container", "exec"]);
  });

  it("that the node refuses are restored, and up fails with its reason", async () => {
    answers("exec", 3, `Bad request: no signer for ${key("e")}`);
    await expect(update(inputs(files(OLD)), inputs(files(NEW)))).rejects.toThrow(
      [
        "validator did not load the new keystore: the node rejects it and keeps its current keys: Bad request: no signer for 0x<64 hex digits or more>",
        "The previous keystore was restored. Correct the settings and run `pulumi up --stack dev` again.",
        "To replace the container instead: pulumi up --replace '**node-keys-files' --stack dev",
      ].join("\n"),
    );
    expect(written()).toEqual([files(NEW), files(OLD)]);
  });

  it("are also restored if the admin API does not answer, and the state says that the node may have the new ones", async () => {
    answers("exec", 4, "ECONNREFUSED");
    expect(await partialFailure(update(inputs(files(OLD)), inputs(files(NEW))))).toEqual({
      id: ID,
      properties: uncertain(files(OLD)),
      reasons: [
        [
          "validator did not load the new keystore: its admin API does not answer: ECONNREFUSED",
          "The node may still sign with the new keys, until the next `up` has it load its keys again.",
          "The previous keystore was restored. Correct the settings and run `pulumi up --stack dev` again.",
          "To replace the container instead: pulumi up --replace '**node-keys-files' --stack dev",
        ].join("\n"),
      ],
    });
    expect(written()).toEqual([files(NEW), files(OLD)]);
  });

  it("that cannot be written or restored are uncertain in the state", async () => {
    answers("run", 1, "ENOSPC");
    const { properties, reasons } = await partialFailure(update(inputs(files(OLD)), inputs(files(NEW))));
    expect(properties).toEqual(uncertain(files(OLD)));
    expect(reasons.join().split("\n").slice(0, 3)).toEqual([
      "validator did not load the new keystore: the files of the volume validator-keys cannot be written: ENOSPC",
      "The node may still sign with the new keys, until the next `up` has it load its keys again.",
      "The previous keystore could not be restored: the files of the volume validator-keys cannot be written: ENOSPC. Correct the settings and run `pulumi up --stack dev` again.",
    ]);
  });

  it("that are uncertain are written and loaded again, although the settings are the old ones", async () => {
    expect(await diff(uncertain(files(OLD)), inputs(files(OLD)))).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: true,
    });
    expect(await update(uncertain(files(OLD)), inputs(files(OLD)))).toEqual({ outs: inputs(files(OLD)) });
    expect(written()).toEqual([files(OLD)]);
    expect(dockerCalls().map(({ args }) => args[0])).toContain("exec");
  });

  it("that are uncertain are written for the next container, if that is another one", async () => {
    const next = inputs(files(OLD), { start: "def" });
    expect((await diff(uncertain(files(OLD)), next)).replaces).toEqual(["start"]);
  });

  it("of a node that does not run are written, and it reads them when it starts", async () => {
    answers("container", 0, JSON.stringify({ Status: "restarting", StartedAt: "once" }));
    await update(inputs(files(OLD)), inputs(files(NEW)));
    answers("container", 1, "Error: No such container: validator");
    await update(inputs(files(OLD)), inputs(files(NEW)));
    expect(written()).toEqual([files(NEW), files(NEW)]);
    expect(dockerCalls().filter(({ args }) => args[0] === "exec")).toEqual([]);
  });

  it("that cannot be written fail without their content", async () => {
    answers("run", 1, "ENOSPC");
    await expect(keyFiles.create(URN, inputs(files(OLD)))).rejects.toThrow(
      /^the files of the volume validator-keys cannot be written: ENOSPC$/,
    );
  });

  it("are missing after a refresh if their volume is", async () => {
    const props = inputs(files(OLD));
    expect(await keyFiles.read(ID, URN, props)).toEqual({ id: ID, props });
    answers("volume", 1, "Error response from daemon: get validator-keys: no such volume");
    expect(await keyFiles.read(ID, URN, props)).toEqual({ id: "", props: {} });
    answers("volume", 1, "Cannot connect to the Docker daemon");
    expect(await keyFiles.read(ID, URN, props)).toEqual({ id: ID, props });
  });

  it("are uncertain after a refresh that finds others on the volume, as a killed update leaves them", async () => {
    answers("run", 3, "");
    expect(await keyFiles.read(ID, URN, inputs(files(OLD)))).toEqual({ id: ID, props: uncertain(files(OLD)) });
    const run = dockerCalls().find(({ args }) => args[0] === "run");
    expect(run?.args).toContain("--mount=type=volume,source=validator-keys,target=/volume,readonly");
    expect(JSON.stringify(run?.args)).not.toContain(key("1"));
    expect(JSON.parse(run?.input ?? "")).toEqual(files(OLD));
  });
});
