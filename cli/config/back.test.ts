/** The way back through the prompts of `config`: it must not cost the stack its keys. */
import { afterEach, expect, it, vi } from "vitest";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";
import type { PromptStyle } from "../../terminal/prompts";
import { collect, difference } from "./collect";
import { labelOf } from "./key-source";
import { BACK_ANSWER, BACK_CHOICE } from "./prompt";

const typed = vi.hoisted(() => ({
  answers: [] as (readonly [setting: string, answer: string])[],
  choices: [] as string[][],
}));

vi.mock("../../terminal/prompts", () => {
  // Enter at every prompt that the next answer is not for; a choice's first entry is what Enter selects without a default.
  const answer = (message: string, byEnter: string) => {
    const [next] = typed.answers;
    if (next === undefined || !message.startsWith(`${next[0]}:`)) return Promise.resolve(byEnter);
    typed.answers.shift();
    return Promise.resolve(next[1]);
  };
  const style: PromptStyle = {};
  return {
    promptText: (message: string, { defaultAnswer = "" } = style) => answer(message, defaultAnswer),
    promptHidden: (message: string) => answer(message, ""),
    promptChoice: (message: string, choices: string[], { defaultAnswer = choices[0] ?? "" } = style) => {
      if (message.startsWith("keys:")) typed.choices.push(choices);
      return answer(message, defaultAnswer);
    },
  };
});

afterEach(() => {
  typed.answers = [];
  typed.choices = [];
  vi.restoreAllMocks();
});

const current = {
  network: "testnet",
  release: "6.0.0",
  "p2p.announceIp": "20.30.40.50",
  ethereumHosts: "https://ethereum.example.org",
  l1ConsensusHosts: "https://beacon.example.org",
  attesterPrivateKey: TEST_KEYS.attester,
  blsPrivateKey: TEST_KEYS.bls,
};

async function changed(answers: typeof typed.answers): Promise<ReturnType<typeof difference>> {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  typed.answers = [...answers];
  const check = { localRelease: LOCAL_RELEASE, isSecret: () => true };
  const { values } = await collect(current, {}, { source: "prompts", check, flags: {} });
  expect(typed.answers).toEqual([]);
  return difference(current, values);
}

it("back from a keystore file offers to keep the stack's keys again, and Enter keeps them", async () => {
  expect(
    await changed([
      ["keys", labelOf("keystore")],
      ["keystore", BACK_ANSWER],
    ]),
  ).toEqual({ set: {}, remove: [] });
  const [first] = typed.choices;
  expect(first?.[0]).toBe("keep the stack's keys");
  expect(first).not.toContain(labelOf("new"));
  expect(typed.choices).toEqual([first, first]);
});

it("back over a change of the role restores the keys that the other role does not use", async () => {
  expect(
    await changed([
      ["role", "full-node"],
      ["storage.kind", BACK_CHOICE],
      ["rpcPort", BACK_ANSWER],
      ["p2p.port", BACK_ANSWER],
      ["p2p.announceIp", BACK_ANSWER],
      ["release", BACK_ANSWER],
      ["l1ConsensusHosts", BACK_ANSWER],
      ["ethereumHosts", BACK_ANSWER],
      ["host.kind", BACK_CHOICE],
      ["role", "sequencer"],
    ]),
  ).toEqual({ set: {}, remove: [] });
  expect(typed.choices.map(([first]) => first)).toEqual(["keep the stack's keys"]);
});
