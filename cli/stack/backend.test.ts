import { expect, it } from "vitest";
import { pathLine } from "./backend";

const CACHE = "/home/me/.cache/aztec-validator";

it.each([
  ["what the machine has", undefined, "/usr/bin/node", []],
  [
    "its own Pulumi",
    `${CACHE}/bin`,
    "/usr/bin/node",
    [`  export PATH="${CACHE}/bin:$PATH"    # or install Pulumi (README)`],
  ],
  [
    "its own Node, without which Pulumi would stop",
    undefined,
    `${CACHE}/node-1/bin/node`,
    [`  export PATH="${CACHE}/node-1/bin:$PATH"    # or install a newer Node (README)`],
  ],
  [
    "both",
    `${CACHE}/bin`,
    `${CACHE}/node-1/bin/node`,
    [`  export PATH="${CACHE}/bin:${CACHE}/node-1/bin:$PATH"    # or install Pulumi and a newer Node (README)`],
  ],
] as const)("a program that uses %s has the next commands find it", (_, pulumi, node, lines) => {
  expect(pathLine(pulumi, node, CACHE)).toEqual(lines);
});
