/** Which Docker engine a stack on this machine uses. */
import { afterEach, expect, it, vi } from "vitest";
import { acceptedConfig, configOf, dev } from "../test/fixtures/stacks";
import { find, runProgram } from "../test/fakes/recorder";
import { makeHost } from "./make-host";

const SOCKET = "unix:///var/run/docker.sock";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ["", SOCKET],
  ["unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock"],
])("with DOCKER_HOST=%j it is %s", async (variable, engine) => {
  vi.stubEnv("DOCKER_HOST", variable);
  const config = configOf(dev);
  const program = () => {
    makeHost("host", acceptedConfig(config).settings, "Pulumi.dev.known_hosts");
    return {};
  };
  expect(find(await runProgram({ config, program }), "host-docker").inputs.host).toBe(engine);
});
