import { describe, expect, it } from "vitest";
import { dockerHostOf } from "./docker-host";

describe("the engine of a stack", () => {
  it.each<[string, string, string | undefined]>([
    ["no settings", "", undefined],
    ["invalid YAML, which Pulumi reports", "config: [", undefined],
    ["no dockerHost", "config:\n  network: local\n", undefined],
    ["a dockerHost", "config:\n  dockerHost: unix:///run/user/1000/docker.sock\n", "unix:///run/user/1000/docker.sock"],
    ["one with the project's name", "config:\n  av:dockerHost: tcp://10.0.0.9:2375\n", "tcp://10.0.0.9:2375"],
    ["an encrypted one, which the program refuses", "config:\n  av:dockerHost:\n    secure: v1:abc\n", undefined],
  ])("with %s", (_what, text, host) => {
    expect(dockerHostOf(text, "av")).toBe(host);
  });
});
