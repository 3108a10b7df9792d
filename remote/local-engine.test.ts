/** Which Docker engine the program and the commands use on this machine. */
import { symlinkSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { chosenEngine, engineInState, engineUrl } from "./local-engine";

const SOCKET = "unix:///var/run/docker.sock";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ["tcp://10.0.0.9:2375", "unix:///run/other.sock", { host: "tcp://10.0.0.9:2375", source: "dockerHost" }],
  [undefined, "unix:///run/other.sock", { host: "unix:///run/other.sock", source: "DOCKER_HOST" }],
  [undefined, "", { host: SOCKET, source: "default" }],
])("with dockerHost %j and DOCKER_HOST=%j it is %j", (dockerHost, variable, engine) => {
  vi.stubEnv("DOCKER_HOST", variable);
  expect(chosenEngine(dockerHost)).toEqual(engine);
});

it("of a stack that is up is in its state, except of one on a server", () => {
  expect(engineInState(["docker", "--host", "unix:///run/other.sock"])).toEqual({
    host: "unix:///run/other.sock",
    source: "state",
  });
  expect(engineInState(["ssh", "-F", "none", "root@203.0.113.7", "docker"])).toBeUndefined();
  expect(engineInState(undefined)).toBeUndefined();
});

const folder = useFolder();

it("has one URL for all folders of its socket, whether or not Docker runs", () => {
  const real = folder.makeFolder("run");
  symlinkSync(real, folder.at("var-run"));
  const missing = `unix://${folder.at("none/docker.sock")}`;
  expect([`unix://${folder.at("var-run/docker.sock")}`, missing, "tcp://127.0.0.1:2375"].map(engineUrl)).toEqual([
    `unix://${real}/docker.sock`,
    missing,
    "tcp://127.0.0.1:2375",
  ]);
});
