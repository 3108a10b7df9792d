/**
 * A validator does not sign with the record of a snapshot before two epochs have passed. A stand-in for Docker runs the real
 * script in a folder instead of a volume, with a clock that the test sets.
 */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { recordNetwork, refuseCopiedRecord } from "./refuse-copied-record";
import { serveRecordWait } from "../remote/record-wait";
import { FakeContracts, REGISTRY, twoRollups } from "../test/fakes/fake-contracts";
import { find, runProgram } from "../test/fakes/recorder";
import { acceptedConfig, configOf, custom, highAvailability, onAws, SECRETS, testnet } from "../test/fixtures/stacks";
import { useFolder } from "../test/fixtures/folder";

/** 2026-11-30 06:00:00 UTC */
const NOW = 1_796_018_400;
const [ONE, OTHER] = ["snap-11111111", "snap-22222222"];
/** Two epochs of a public network, in seconds. */
const TWO_EPOCHS = 4608;

const folder = useFolder();

const settingsOf = (values: Readonly<Record<string, unknown>>) => acceptedConfig(configOf(values)).settings;

interface Run {
  readonly snapshot?: string | undefined;
  /** Seconds since the first `up`. */
  readonly after?: number;
  readonly isAnew?: boolean;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly servers?: Readonly<Record<string, string>>;
}

/** Runs the hook of a stack as before the container is created. */
async function run({ snapshot = ONE, after = 0, isAnew = false, values = testnet, servers = {} }: Run): Promise<void> {
  folder.program("date", `echo ${NOW + after}`);
  const script = [
    '[ "$1" = run ] || exit 0',
    `echo run >> ${folder.path}/calls`,
    'case "$*" in *--entrypoint=node*) program=node ;; *) program=sh ;; esac',
    'while [ "$1" != sha256:1 ]; do shift; done; shift; option=$1; shift',
    `script=$(printf %s "$1" | sed "s#cd /volume#cd ${folder.path}#"); shift`,
    `PATH=${folder.path}:${path.dirname(process.execPath)}:$PATH exec $program "$option" "$script" "$@"`,
  ];
  const docker = folder.program("docker", script.join("\n"));
  const network = recordNetwork(settingsOf(values), servers);
  if (!network) throw new Error("no record counts");
  const host = { docker: pulumi.output([docker]), copiedFrom: pulumi.output(snapshot) };
  const { hooks } = await runProgram({
    name: "main",
    config: {},
    program: () => ({
      made: typeof refuseCopiedRecord("main-data", network, pulumi.output("sha256:1"), host, () => isAnew),
    }),
  });
  await hooks[0]?.callback({ urn: "", id: "", name: "", type: "" });
}

describe("a disk that was made from a snapshot", () => {
  it("refuses the node, and names the time from which it may start, with the command", async () => {
    await expect(run({})).rejects.toThrow(
      /^The data volume was made from snap-11111111\. .*sign twice for one slot, which is slashed\. .* two epochs \(77 min\) have passed .* from 2026-11-30 07:16:48 UTC on \(in 77 min\) run this again: pulumi up --stack main$/,
    );
  });

  it("waits two epochs from the first refusal on, and then always lets the node start", async () => {
    await expect(run({})).rejects.toThrow("(in 77 min)");
    await expect(run({ after: TWO_EPOCHS - 1 })).rejects.toThrow("from 2026-11-30 07:16:48 UTC on (in 1 min)");
    await expect(run({ after: TWO_EPOCHS })).resolves.toBeUndefined();
    await expect(run({ after: 0, isAnew: true })).resolves.toBeUndefined();
  });

  it("starts again if another node may have used the keys meanwhile, or the clock was wrong", async () => {
    await expect(run({})).rejects.toThrow("(in 77 min)");
    await expect(run({ after: 3000, isAnew: true })).rejects.toThrow("(in 77 min)");
    await expect(run({ after: TWO_EPOCHS })).rejects.toThrow("(in 50 min)");
    await expect(run({ after: 600 })).rejects.toThrow("(in 77 min)");
  });

  it("starts again for a snapshot of a disk whose own wait is over", async () => {
    await expect(run({})).rejects.toThrow("(in 77 min)");
    await run({ after: TWO_EPOCHS });
    await expect(run({ snapshot: OTHER, after: TWO_EPOCHS })).rejects.toThrow("made from snap-22222222");
  });

  it("needs no wait if a move has served it, or has copied the latest record", async () => {
    await expect(run({})).rejects.toThrow("(in 77 min)");
    const volume = { docker: [folder.at("docker")], volume: "main-data", image: "sha256:1", snapshot: ONE };
    await expect(serveRecordWait(volume, 0, true)).resolves.toBeUndefined();
    await expect(run({})).resolves.toBeUndefined();
  });

  it("refuses the node too if the file that records the wait is damaged", async () => {
    folder.write("signing-protection.wait", `${ONE} yesterday waits\n`);
    await expect(run({ after: TWO_EPOCHS })).rejects.toThrow(/yesterday|number/);
  });
});

describe("the length of an epoch", () => {
  it("of a custom network is that of its rollup, and no node starts while it cannot be queried", async () => {
    const l1 = new FakeContracts({ ...twoRollups(), clock: [12, 5] });
    const values = { ...custom("sequencer", "5.2.0"), l1ChainId: 11_155_111, "l1Contracts.registry": REGISTRY };
    const servers = { ethereumHosts: await l1.start() };
    await expect(run({ values, servers })).rejects.toThrow(/two epochs \(2 min\) .* 06:02:00 UTC/);
    l1.stop();
    const unknown =
      /cannot be queried for the length of an epoch \(.+\), so no node was started\. .*: pulumi up --stack main$/;
    await expect(run({ values, servers, after: 10 * TWO_EPOCHS })).rejects.toThrow(unknown);
    rmSync(folder.at("signing-protection.wait"));
    await expect(run({ values, servers })).rejects.toThrow(unknown);
  });
});

describe("a wait", () => {
  it("is not needed for a disk that was created empty: the disk is not even read", async () => {
    await run({ snapshot: "" });
    expect(existsSync(folder.at("calls"))).toBe(false);
  });

  it("is not needed if the disk has no record that counts: for other roles, and with the database of a high-availability group", () => {
    expect(recordNetwork(settingsOf({ ...custom("full-node", "5.2.0") }), {})).toBeUndefined();
    expect(recordNetwork(settingsOf(highAvailability), {})).toBeUndefined();
    expect(recordNetwork(settingsOf(testnet), {})?.question).toBeUndefined();
  });

  it("that is over costs a stack of a public network one command on the host", async () => {
    await expect(run({})).rejects.toThrow("77 min");
    await run({ after: TWO_EPOCHS });
    rmSync(folder.at("calls"));
    await run({ after: 2 * TWO_EPOCHS });
    expect(folder.read("calls")).toBe("run\n");
  });
});

describe("a stack on AWS", () => {
  const stack = (values: object) => ({
    name: "aws",
    config: configOf(onAws({ ...testnet, ...values })),
    secrets: SECRETS,
  });

  it("makes its data volume from the snapshot, and checks the record before each container", async () => {
    const made = await runProgram(stack({ "aws.dataSnapshotId": ONE }));
    expect(find(made, "host-data").inputs.snapshotId).toBe(ONE);
    const hook = "refuse-copied-record-aztec-validator-aws-data";
    expect(find(made, "node-container").beforeCreate).toContain(hook);
    // AWS decides: without the setting, the volume may still be a copy.
    const plain = await runProgram(stack({}));
    expect(find(plain, "host-data").inputs).not.toHaveProperty("snapshotId");
    expect(find(plain, "node-container").beforeCreate).toContain(hook);
  });
});
