/** What `make up` installs at the same time, with a fake `go` and a fake `docker`. */
import { expect, it } from "vitest";
import { localL1, nodeImage, RELEASE } from "../images/tags";
import { Steps } from "../terminal/steps";
import { fakeDocker } from "../test/fakes/fake-docker";
import { BINARIES, fakeGo } from "../test/fakes/fake-go";
import { BASE } from "./images/base";
import { addAll } from "./prepare";

const [CLI, DOCKER, RANDOM] = BINARIES;
const HOST = "unix:///var/run/docker.sock";

/** The engine, installed when the test says so. */
function engine() {
  let start: () => void = () => undefined;
  const started = new Promise<{ host: string }>((resolve) => {
    start = () => {
      resolve({ host: HOST });
    };
  });
  return { started, start };
}

it("Go builds run while the engine is installed and while images are built", async () => {
  const docker = fakeDocker({ images: [BASE] });
  const go = fakeGo();
  const { started, start } = engine();
  const steps = new Steps();
  const all = addAll(steps, { isDev: true, env: { PULUMI_HOME: go.home } }, started);
  await expect.poll(() => go.calls().sort(), { timeout: 10_000 }).toEqual([`start ${CLI}`, `start ${DOCKER}`].sort());
  start();
  const images = [`build ${nodeImage(RELEASE)}`, `build ${localL1(RELEASE).image}`];
  const built = () => docker.calls().filter((call) => call.startsWith("build"));
  await expect.poll(built, { timeout: 20_000 }).toEqual(images);
  expect(go.calls()).toHaveLength(2);
  for (const name of [CLI, DOCKER, RANDOM]) go.end(name);
  await steps.finish();
  expect((await all).host).toBe(HOST);
});

it("an image that cannot be built ends the Go builds too, with the image's error", async () => {
  fakeDocker({ images: [BASE], failure: "npm error code EAI_AGAIN" });
  const go = fakeGo();
  const { started, start } = engine();
  const steps = new Steps();
  const all = addAll(steps, { isDev: true, env: { PULUMI_HOME: go.home } }, started);
  const failed = expect(all).rejects.toThrow("npm error code EAI_AGAIN");
  await expect.poll(go.calls, { timeout: 10_000 }).toHaveLength(2);
  start();
  await expect(steps.finish()).rejects.toThrow("npm error code EAI_AGAIN");
  await failed;
  expect(go.calls().sort()).toEqual([`killed ${CLI}`, `killed ${DOCKER}`, `start ${CLI}`, `start ${DOCKER}`].sort());
});
