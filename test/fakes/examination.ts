/** What `doctor` sees where nothing is wrong: tests change one thing of it. */
import type { Examination } from "../../cli/health/examine";
import { readAnswers } from "../../cli/health/questions";
import { dialled, NOW, printed, seen } from "./seen";

export const server = "l1.example.org";
export const examined = {
  bursts: [{ server, asked: 30, failed: 0, slowest: 90 }],
  traces: [{ server, recent: ["debug_traceTransaction"], old: ["debug_traceTransaction"] }],
  blobs: [{ server: "beacon.example.org", wanted: 6, had: 6 }],
  writes: { value: 2000 },
  machine: { architecture: "x86_64", vcpus: 16, memoryMb: 32_000, flags: ["adx", "avx2", "clflushopt"] },
};
const date = new Date(NOW).toUTCString();

/** @param changed of what was examined @param answers of the rest */
export function examination(changed: object = {}, answers: object = {}): Examination {
  const execution = [{ ...printed.execution[0], date }];
  const all = { ...printed, execution, ...answers, examined: { ...examined, ...changed } };
  const from = "the node's host";
  return {
    known: seen().known,
    problems: [],
    from,
    answers: readAnswers(JSON.stringify(all)),
    dialled: dialled(),
    exposed: [],
  };
}
