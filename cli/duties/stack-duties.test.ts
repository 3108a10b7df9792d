/** What commands say of slots and duties if there is no chain to read. */
import { expect, it } from "vitest";
import { costText } from "./stack-duties";

const answering = (...answers: object[]) => ({
  cli: () => Promise.resolve({ code: 0, text: JSON.stringify(answers) }),
  container: "node",
  attesters: [],
});
const absence = { from: 1, to: 2 };

it("a prover's broker or agent has no slots and duties: its JSON-RPC has no such methods", async () => {
  const refusals = ["node_getNodeInfo", "aztec_getNodeInfo"].map((method) => ({
    refused: `Method not found: ${method}`,
    hasNoMethod: true,
  }));
  expect(await costText(answering(...refusals), absence)).toBe("It has no slots and duties: it follows no chain.");
});

it("those of a node that refuses for another reason are unknown", async () => {
  const refusals = [{ refused: "Method not found: aztec_getNodeInfo", hasNoMethod: true }, { refused: "not ready" }];
  expect(await costText(answering(...refusals), absence)).toBe(
    "Its slots and duties are unknown: its node does not name its rollup.",
  );
});
