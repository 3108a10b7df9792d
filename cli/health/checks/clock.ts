/** Checks the clock of the node's host. Pure. */
import type { Finding } from "../finding";
import type { L1Server, ProbeResult } from "../probe/protocol";

/** Maximum difference in seconds from the L1 servers' clocks. */
const CLOCK = { warning: 2, failure: 10 };

/** Compares the clock of the node's host with the L1 servers': slots are counted by the clock. */
export function clockFinding({ l1Servers, now }: Pick<ProbeResult, "l1Servers" | "now">): Finding {
  const check = "clock";
  const off = l1Servers.flatMap((one) => secondsOff(one, now));
  // A single server can be wrong.
  const least = Math.min(...off);
  if (off.length === 0) return { check, severity: "unknown", message: "no L1 server returns its time" };
  if (least <= CLOCK.warning) return { check, severity: "ok", message: "matches the clock of an L1 server within 2 s" };
  const severity = least > CLOCK.failure ? "failure" : "warning";
  const remedy = "on the host: timedatectl set-ntp true; timedatectl";
  return {
    check,
    severity,
    message: `differs from the clock of every L1 server by ${Math.round(least)} s or more`,
    remedy,
  };
}

/** Returns by how much the clock is certainly off: an answer is under way for a while, and has whole seconds. */
function secondsOff({ date, dateAt, milliseconds = 0 }: L1Server, now: number): number[] {
  if (!date) return [];
  const [sent, latest] = [Date.parse(date), dateAt ?? now];
  const earliest = latest - milliseconds - 1000;
  return [Math.max(0, sent - latest, earliest - sent) / 1000];
}
