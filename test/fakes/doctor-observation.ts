/** The observation of `doctor` for a healthy node; each test changes one thing of it. */
import type { Observation } from "../../cli/health/observe";
import { parseProbeResult } from "../../cli/health/probe/protocol";
import { dialResult, NOW, printed, observation } from "./observation";

export const server = "l1.example.org";
export const thorough = {
  bursts: [{ server, sent: 30, failed: 0, slowest: 90 }],
  traces: [{ server, recent: ["debug_traceTransaction"], old: ["debug_traceTransaction"] }],
  blobs: [{ server: "beacon.example.org", requested: 6, received: 6 }],
  writes: { value: 2000 },
  reads: { value: 20_000 },
  machine: { architecture: "x86_64", vcpus: 16, memoryMb: 32_000, flags: ["adx", "avx2", "clflushopt"] },
};
const date = new Date(NOW).toUTCString();

/** @param changed thorough results @param answers other parts of the probe's output */
export function doctorObservation(changed: object = {}, answers: object = {}): Observation {
  const l1Servers = [{ ...printed.l1Servers[0], date }];
  const all = { ...printed, l1Servers, ...answers, thorough: { ...thorough, ...changed } };
  const { stackInfo, container } = observation();
  return {
    stackInfo,
    container,
    problems: [],
    source: "node host",
    now: NOW,
    answers: parseProbeResult(JSON.stringify(all)),
    dialResult: dialResult(),
    exposedPorts: [],
  };
}
