/**
 * A validator at work, alone in its committee, and faults for it: a real node and a real chain, under `pulumi up`.
 *
 * How the faults differ from real ones:
 * - L1 away: its container is paused. Requests get no answer, and the chain has no blocks of that time; on a real network
 *   it has, and others propose.
 * - no blobs: see beacon.ts.
 * - disk full: the data is on a small file system in memory, which a file fills. The disk of the log and of Docker is
 *   another one; on many hosts it is the same.
 * - wrong clock: `Date` of JavaScript is ahead in all programs of the container, the probe of `status` too. The host's own
 *   clock, and that of bb and the databases, is right. On a real host all of them are wrong.
 * - two nodes with one key: they are no peers, and have the same blocks, because the chain has no transactions. So nobody
 *   sees two different blocks of one slot. The second one looks ten times as often whether a slot begins, so that it is
 *   first in most of them.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { type StatusReport, statusReportSchema } from "../../cli/health/status-report";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { BEACON_URL, loseBlobs, restoreBlobs, startBeacon, stopBeacon } from "./beacon";
import { L1Events, type Last } from "./l1-events";
import { EMPTY_BLOCKS, L1, onChain, RPC_PORT, startChain } from "./own-chain";
import { SmallDisk } from "./small-disk";
import { docker } from "./test-stack";
import { UpdateStack } from "./update-stack";

/** A fault: how it begins, and how its cause is removed. What ends by itself has no `end`. */
export interface Fault {
  readonly name: string;
  readonly begin: () => Promise<unknown>;
  readonly end?: () => Promise<unknown>;
  /** What an operator has to do if the validator does not recover by itself. */
  readonly repair?: () => Promise<unknown>;
  /** The check of `status` that reports it. */
  readonly check: string;
  /** @default "failure" */
  readonly severity?: "warning" | "failure";
}

/** Where the clock's error is in the container: seconds. A restart of the container removes it. */
const CLOCK = "/tmp/clock-error";
const CLOCK_SCRIPT = `
import { readFileSync } from "node:fs";
const { now } = Date;
let [error, readAt] = [0, -Infinity];
function read() {
  try { return Number(readFileSync("${CLOCK}", "utf8")) * 1000; } catch { return 0; }
}
function wrong() {
  if (performance.now() - readAt > 200) [error, readAt] = [read(), performance.now()];
  return now() + error;
}
globalThis.Date = new Proxy(Date, {
  get: (target, name) => (name === "now" ? wrong : Reflect.get(target, name)),
  construct: (target, args, of) => Reflect.construct(target, args.length > 0 ? args : [wrong()], of),
});
`;
/** In the PATH, it is before the real one. */
const WRAPPER = "/usr/local/sbin/node";
const NODE_WRAPPER = '#!/bin/sh\nexec /usr/local/bin/node --import=/usr/local/lib/clock.mjs "$@"\n';

/** Returns a line of a Dockerfile that writes a file. */
function written(file: string, text: string): string {
  return `RUN echo ${Buffer.from(text).toString("base64")} | base64 -d > ${file}`;
}

/** The release's image, with a wrapper around Node.js that moves the clock. */
const WITH_CLOCK = [
  "USER root",
  written("/usr/local/lib/clock.mjs", CLOCK_SCRIPT),
  `${written(WRAPPER, NODE_WRAPPER)} && chmod 0755 ${WRAPPER}`,
].join("\n");

/** Not much more than the program requires for a first start: 1 GiB. */
const DISK_MB = 1200;
/** Seconds that the clock is ahead: more than two slots. */
const AHEAD = 30;

const containerSchema = z.object({
  Image: z.string(),
  State: z.object({ Pid: z.number() }),
  Config: z.object({ Env: z.array(z.string()), Cmd: z.array(z.string()), User: z.string() }),
});

export class FaultyValidator {
  readonly stack: UpdateStack;
  private readonly disk = new SmallDisk(DISK_MB);
  private readonly events = new L1Events(L1, RPC_PORT);

  /** @param environment of Pulumi: outside of tests, a passphrase */
  constructor(name: string, environment: Readonly<Record<string, string>> = {}) {
    this.stack = new UpdateStack(name, environment);
  }

  /** Starts it, and waits for nothing: its first duty follows. */
  async begin(): Promise<void> {
    const { stack } = this;
    await this.disk.mount();
    await stopBeacon();
    await startChain({ attesters: [ethereumAddress(TEST_KEYS.attester)] });
    await startBeacon();
    const image = stack.tagged("clock");
    await stack.build(image, WITH_CLOCK);
    await stack.init();
    await stack.configure({
      ...onChain(),
      image,
      l1ConsensusHosts: [BEACON_URL],
      "storage.kind": "bind",
      "storage.path": this.disk.path,
      sentinelEnabled: true,
      ...EMPTY_BLOCKS,
      extraEnv: { ETHEREUM_SLOT_DURATION: "4" },
    });
    const { code, text } = await stack.up();
    if (code !== 0) throw new Error(text);
    // The node reports them once: later it may be stopped.
    await this.events.contracts();
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", this.twin);
    await stopBeacon();
    await this.stack.end();
    await this.disk.remove();
  }

  async status(): Promise<StatusReport> {
    const { text } = await this.stack.cli("status", "--json");
    return statusReportSchema.parse(JSON.parse(text));
  }

  /** @throws if L1 does not answer */
  last(): Promise<Last> {
    return this.events.last();
  }

  private get twin(): string {
    return `${this.stack.container}-twin`;
  }

  private async container() {
    return containerSchema.parse(JSON.parse(await this.stack.inspect("{{json .}}")));
  }

  readonly faults = {
    l1Away: {
      name: "L1 does not answer",
      check: "L1",
      begin: () => docker("pause", L1),
      end: () => docker("unpause", L1),
    },
    noBlobs: { name: "beacon server without blobs", check: "blobs", begin: loseBlobs, end: restoreBlobs },
    killed: {
      name: "node killed (SIGKILL)",
      check: "ready",
      begin: async () => {
        const { Image, State } = await this.container();
        const host = ["--pid=host", "--user=0", "--network=none"];
        await docker("run", "--rm", ...host, "--entrypoint=sh", Image, "-c", `kill -9 ${State.Pid}`);
      },
    },
    diskFull: {
      name: "disk of the data full",
      check: "disk",
      // It ends with an error, as it should: the disk is full.
      begin: () => execa("dd", ["if=/dev/zero", `of=${this.ballast}`, "bs=1M"], { reject: false }),
      end: () => rm(this.ballast),
      repair: () => docker("restart", this.stack.container),
    },
    clockAhead: {
      name: `clock ${AHEAD} s ahead`,
      check: "clock",
      begin: () => this.inContainer(`echo ${AHEAD} > ${CLOCK}`),
      end: () => this.inContainer(`rm -f ${CLOCK}`),
    },
    twoNodes: {
      name: "second node with the same keys",
      check: "key use",
      begin: () => this.startTwin(),
      end: () => docker("rm", "--force", this.twin),
    },
  } satisfies Record<string, Fault>;

  private get ballast(): string {
    return path.join(this.disk.path, "ballast");
  }

  private async inContainer(command: string): Promise<void> {
    await docker("exec", this.stack.container, "sh", "-c", command);
  }

  /** Starts a second node with the keys and settings of the first, and data of its own. */
  private async startTwin(): Promise<void> {
    const { Image, Config } = await this.container();
    // With the peer id of the first one, it would be the same peer.
    const variables = Config.Env.filter((entry) => !entry.startsWith("PEER_ID_PRIVATE_KEY_PATH="));
    const places = ["--volume", `${this.stack.container}-keys:/var/lib/keys:ro`, "--volume", "/var/lib/data"];
    const env = [...variables, "SEQ_POLLING_INTERVAL_MS=50"].flatMap((entry) => ["--env", entry]);
    const options = ["--detach", "--name", this.twin, "--network", L1, "--user", Config.User, "--tmpfs", "/tmp"];
    await docker("run", ...options, ...places, ...env, Image, ...Config.Cmd);
  }
}
