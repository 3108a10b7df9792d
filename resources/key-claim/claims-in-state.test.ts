import { expect, it } from "vitest";
import { placeOf } from "../../components/make-host";
import { thisMachine } from "../../remote/this-machine";
import { acceptedConfig, configOf, onAws, onServer, testnet } from "../../test/fixtures/stacks";
import { claimsIn } from "./claims-in-state";

const claim = { attesters: ["0xA"], publishers: ["0xA"] };
const placeIn = (inputs: object, ...others: object[]) => {
  const resources = [{ type: "aztec:index:KeyClaim", inputs: { ...claim, ...inputs } }, ...others];
  return claimsIn(JSON.stringify({ deployment: { resources } }), "other").map(({ place }) => place);
};
const ownPlace = (values: Readonly<Record<string, unknown>>) => placeOf(acceptedConfig(configOf(values)).settings);

it("the place of another stack's node is its machine, its engine or its server", () => {
  const [engine, server] = ["unix:///run/docker.sock", { type: "aztec:index:HostReady", inputs: { machine: "a" } }];
  expect(placeIn({ machine: "id", engine })).toEqual(["id"]);
  expect(placeIn({ engine })).toEqual([engine]);
  expect(placeIn({}, server)).toEqual(["a"]);
  expect(placeIn({})).toEqual([undefined]);
});

it("the place of the own node has the same form, before anything is made", () => {
  expect(ownPlace({ ...testnet, dockerHost: "unix:///no-such/docker.sock" })).toBe(
    thisMachine() ?? "unix:///no-such/docker.sock",
  );
  expect(ownPlace({ ...testnet, dockerHost: "tcp://198.51.100.7:2376" })).toBe("tcp://198.51.100.7:2376");
  expect(ownPlace(onServer(testnet))).toBe(onServer(testnet)["host.address"]);
  expect(ownPlace(onAws(testnet))).toBeUndefined();
});
