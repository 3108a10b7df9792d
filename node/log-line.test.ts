import { expect, it } from "vitest";
import { stateOfLine } from "./log-states";
import { printedLine } from "./log-line";

const TIME = "2026-01-31T11:30:00.000000000Z";
const entry = { level: 40, time: Date.UTC(2026, 0, 31, 11, 30), pid: 1, hostname: "a" };

it("a line of the JSON log is read as the node prints it otherwise, with Docker's time before it", () => {
  const json = JSON.stringify({ ...entry, module: "p2p", peer: "a", msg: "No peers" });
  expect(printedLine(json)).toBe('[11:30:00.000] WARN: p2p No peers {"peer":"a"}');
  expect(printedLine(`${TIME} ${json}`)).toBe(`${TIME} [11:30:00.000] WARN: p2p No peers {"peer":"a"}`);
  expect(printedLine(JSON.stringify({ ...entry, level: 25, msg: "a" }))).toBe("[11:30:00.000] VERBOSE:  a");
});

it.each([
  "",
  "[11:30:00.000] WARN: p2p No peers",
  '{"level":40,"msg":"without a time"}',
  '{"level":40,"time":1e300,"msg":"a time that no date has"}',
  '{"level":40,"time":1,"msg":"cut',
  '{"answer":1}',
])("another line stays as it is: %s", (line) => {
  expect(printedLine(line)).toBe(line);
});

it("a state of the node is found in both forms", () => {
  const msg = "Failed to fetch all blobs for 0x01 from all blob sources";
  expect(stateOfLine(`${TIME} ${JSON.stringify({ ...entry, module: "archiver", msg })}`)?.name).toBe("no blobs");
  const values = { module: "archiver", block: 1, err: "x", msg: "TransactionNotFoundError: …" };
  expect(stateOfLine(JSON.stringify({ ...entry, ...values }))?.name).toBe("no history");
});
