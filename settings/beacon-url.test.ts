/** URLs of beacon servers: what a node can use, and what it gets. */
import { describe, expect, it } from "vitest";
import { configOf, mainnet } from "../test/fixtures/stacks";
import { beaconRequest } from "./beacon-request.cjs";
import { beaconUrlProblem } from "./beacon-url";
import { secretTexts } from "./check-config";

const PATH = "/eth/v1/beacon/headers";

describe("a beacon server's URL", () => {
  it.each([
    ["https://b.example.org", "https://b.example.org/eth/v1/beacon/headers"],
    ["https://b.example.org/", "https://b.example.org/eth/v1/beacon/headers"],
    ["https://b.example.org//", "https://b.example.org/eth/v1/beacon/headers"],
    ["https://b.example.org:5052/", "https://b.example.org:5052/eth/v1/beacon/headers"],
    ["https://b.example.org/v1/0123abc/", "https://b.example.org/v1/0123abc/eth/v1/beacon/headers"],
    [" https://b.example.org/beacon ", "https://b.example.org/beacon/eth/v1/beacon/headers"],
  ])("%j is used for a path", (server, url) => {
    expect(beaconRequest(server, PATH)).toEqual({ url, headers: {} });
    expect(beaconUrlProblem(server)).toBeUndefined();
  });

  it.each([
    [
      "https://b.example.org/?apikey=abc",
      /^has parameters .* l1ConsensusHostApiKeys, .* l1ConsensusHostApiKeyHeaders names$/,
    ],
    ["https://b.example.org?", /^has parameters/],
    ["https://b.example.org/#", /^has a #/],
    ["https://b.example.org/eth/v1", /^has the path \/eth/],
    ["https://b.example.org/key/eth/v1/beacon/", /^has the path \/eth/],
  ])("%j cannot be used, and the message has the way out", (server, message) => {
    expect(beaconUrlProblem(server)).toMatch(message);
  });

  it("is rendered without slashes at its end, in each place of the list", () => {
    const l1ConsensusHosts = ["https://a.example.org/", "https://b.example.org/key//"];
    const texts = secretTexts(configOf({ ...mainnet, l1ConsensusHosts }));
    expect(texts.l1ConsensusHosts).toBe("https://a.example.org,https://b.example.org/key");
  });
});

describe("a key of a beacon server", () => {
  it("is a parameter as it is, or a header", () => {
    const of = (path: string, key: string, header?: string) =>
      beaconRequest("https://b.example.org/", path, key, header);
    expect(of("/x", "a+b/=")).toEqual({ url: "https://b.example.org/x?key=a+b/=", headers: {} });
    expect(of("/x?y=1", "abc")).toEqual({ url: "https://b.example.org/x?y=1&key=abc", headers: {} });
    expect(of("/x", "abc", "x-api-key")).toEqual({ url: "https://b.example.org/x", headers: { "x-api-key": "abc" } });
    expect(of("/x", "", "x-api-key")).toEqual({ url: "https://b.example.org/x", headers: {} });
  });
});
