/** Which variables a terminal is prompted for; the prompts themselves have an engine test. */
import { expect, it } from "vitest";
import { unknownVariables } from "./ask-unknown";

const unknown = [
  { from: "P2P_IP", variables: [{ name: "IP", place: "compose.yml line 5" }] },
  { from: "volumes ${ROOT}/${IP}:/data", variables: [{ name: "ROOT" }, { name: "IP" }] },
  { from: "VALIDATOR_PRIVATE_KEYS", variables: [{ name: "KEY" }] },
];

it("each variable is prompted for once, with what depends on it, and a key without echo", () => {
  expect(unknownVariables(unknown, {})).toEqual([
    { name: "IP", neededBy: ["P2P_IP", "volumes ${ROOT}/${IP}:/data"], isHidden: false },
    { name: "ROOT", neededBy: ["volumes ${ROOT}/${IP}:/data"], isHidden: false },
    { name: "KEY", neededBy: ["VALIDATOR_PRIVATE_KEYS"], isHidden: true },
  ]);
});

it.each([
  ["SEQ_PUBLISHER_PRIVATE_KEYS", "PUB"],
  ["SEQ_PUBLISHER_PRIVATE_KEY", "PUB"],
  ["PROVER_PUBLISHER_PRIVATE_KEYS", "PUB"],
  ["--sequencer.publisherPrivateKeys", "PUB"],
  ["configs /keys/key1.json", "PUB"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "PUB"],
  ["volumes ${MY_SECRET}:/data", "MY_SECRET"],
])("a key of %s is not echoed", (from, name) => {
  expect(unknownVariables([{ from, variables: [{ name }] }], {})).toEqual([{ name, neededBy: [from], isHidden: true }]);
});

it("a variable whose answer did not help is not prompted for again", () => {
  expect(unknownVariables(unknown, { IP: "", ROOT: "/srv", KEY: "0x1" })).toEqual([]);
});
