import { describe, expect, it } from "vitest";
import { PROJECT_NAME } from "../pulumi/dev-stack";
import { dockerHostOf, dockerOf, isOnServer } from "./docker-host";
import { useFolder } from "../test/fixtures/folder";

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

it.each<[string, boolean]>([
  ["", false],
  ["config: {}\n", false],
  ["config:\n  av:host:\n    kind: local\n", false],
  ["config:\n  av:host:\n    kind: ssh\n    address: 203.0.113.7\n", true],
  ["config:\n  host: { kind: aws }\n", true],
])("whether its node is on a server, with %j: %j", (text, expected) => {
  expect(isOnServer(text, "av")).toBe(expected);
});

describe("the command that reaches it", () => {
  const folder = useFolder();
  const settings = (text: string) => ({ settingsFile: folder.write("Pulumi.dev.yaml", text) });

  it("names the engine that only the settings file names", () => {
    const text = `config:\n  ${PROJECT_NAME}:dockerHost: tcp://10.0.0.9:2375\n`;
    expect(dockerOf(settings(text))).toEqual(["docker", "--host", "tcp://10.0.0.9:2375"]);
    expect(dockerOf(settings("config: {}\n"))).toEqual(["docker"]);
  });
});
