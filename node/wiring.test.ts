import { expect, it } from "vitest";
import { externalValues } from "./wiring";

const noKeys = { values: {} };
const l1 = { values: { a: "l1" } };
const bootnode = { settings: { a: "bootnode" } };
const secrets = { a: "secret" };

it("a later source overrides an earlier one: announced address, L1, bootnode, secrets, keys", () => {
  const merged = externalValues({ announceIp: "192.0.2.1", l1, secrets: {}, keys: noKeys });
  expect(merged).toEqual({ "p2p.announceIp": "192.0.2.1", a: "l1" });
  expect(externalValues({ l1, bootnode, secrets: {}, keys: noKeys }).a).toBe("bootnode");
  expect(externalValues({ l1, bootnode, secrets, keys: noKeys }).a).toBe("secret");
  expect(externalValues({ l1, bootnode, secrets, keys: { values: { a: "key" } } }).a).toBe("key");
});

it("the operator's announced address overrides the host's", () => {
  const own = { "p2p.announceIp": "203.0.113.9" };
  expect(externalValues({ announceIp: "198.51.100.1", secrets: own, keys: noKeys })).toEqual(own);
});

it("an undefined key removes the secret of the same setting", () => {
  const keys = { values: { p2pPrivateKey: undefined } };
  expect(externalValues({ secrets: { p2pPrivateKey: "k" }, keys }).p2pPrivateKey).toBeUndefined();
});
