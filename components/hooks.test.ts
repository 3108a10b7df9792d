/**
 * No hook waits for an output whose resource may not exist: `up` would hang for ever, without a message. Run with
 * every example stack under Pulumi's mocks. Not proven here: the engine respects dependencies.
 */
import path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { execa } from "execa";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Hook, withHooks } from "../resources/hooks";
import { examples } from "../generate/examples";
import { PROJECT_DIR } from "../pulumi/dev-stack";
import { useFolder } from "../test/fixtures/folder";
import { samples } from "../test/fixtures/samples";
import { configOf, dev, SECRETS, testnet } from "../test/fixtures/stacks";
import { faults, hooksOf, runHooks } from "../test/fakes/hook-watch";
import { find, runProgram, type Stack } from "../test/fakes/recorder";

const testnetStack: Stack = { name: "testnet", config: configOf(testnet), secrets: SECRETS };

const exampleStacks = examples.map(({ name, values, required }): Stack => {
  const operatorValues = Object.fromEntries(required.map((path) => [path, samples[path]]));
  return { name, config: configOf({ ...values, ...operatorValues }), secrets: SECRETS };
});

/** A program of an image and a volume with a hook that waits for the image's id, as it was once written. */
function volumeWith(options: (hook: pulumi.ResourceHook, image: docker.RemoteImage) => pulumi.CustomResourceOptions) {
  return () => {
    const image = new docker.RemoteImage("image", { name: "example" });
    const hook = new pulumi.ResourceHook("prepare-volume", async () => {
      await new Promise((resolve) => void image.imageId.apply(resolve));
    });
    new docker.Volume("volume", { name: "volume" }, options(hook, image));
    return {};
  };
}

async function faultsOf(stack: Stack): Promise<string[]> {
  const run = await runProgram(stack);
  return faults(run, await runHooks(run));
}

describe("the hooks of a stack", () => {
  it("wait for these resources", async () => {
    const run = await runProgram(testnetStack);
    expect(await runHooks(run)).toEqual({
      "note-new-claim": [],
      "refuse-unsuitable-docker-aztec-validator-testnet": [],
      "refuse-taken-keys": ["node-claim"],
      "refuse-held-volume-aztec-validator-testnet-data": ["host-owner"],
      "refuse-unfit-host-aztec-validator-testnet": ["node-image"],
      "prepare-volume-aztec-validator-testnet-data": ["node-image"],
      "clear-leftover-network-aztec-validator-testnet": ["host-owner"],
      "refuse-held-volume-aztec-validator-testnet-keys": ["host-owner"],
      "clear-leftover-container-aztec-validator-testnet": ["host-owner"],
      "refuse-taken-ports-aztec-validator-testnet": [],
      "limit-processes-aztec-validator-testnet": [],
    });
    expect(run.resources.flatMap(hooksOf)).toHaveLength(13);
    expect(find(run, "node-data").dependencies.slice().sort()).toEqual(["host-owner", "node-image"]);
  });

  it.each([{ name: "dev", config: configOf(dev) }, ...exampleStacks])(
    "$name: wait only for what is made before their resource",
    async (stack) => {
      expect(await faultsOf(stack)).toEqual([]);
    },
  );

  it.each<[string, string[], ReturnType<typeof volumeWith>]>([
    [
      "without a dependency",
      ["volume: its hook prepare-volume waits for image"],
      volumeWith((hook) => ({ hooks: { afterCreate: [hook] } })),
    ],
    ["with it", [], volumeWith((hook, image) => ({ dependsOn: image, hooks: { afterCreate: [hook] } }))],
  ])("are caught when they wait for an image %s", async (_, expected, program) => {
    expect(await faultsOf({ config: {}, program })).toEqual(expected);
  });
});

describe("withHooks", () => {
  it("adds what the hooks wait for to the dependencies, in a preview too", async () => {
    const program = () => {
      const [image, other] = ["image", "other"].map((name) => new docker.RemoteImage(name, { name }));
      if (!image || !other) throw new Error("two images");
      const hook = Hook.of("prepare-volume", { image: image.imageId }, () => undefined);
      new docker.Volume("volume", { name: "volume" }, withHooks({ dependsOn: [other] }, { afterCreate: [hook] }));
      return {};
    };
    for (const preview of [false, true]) {
      const volume = find(await runProgram({ config: {}, program, preview }), "volume");
      expect(volume.dependencies.slice().sort()).toEqual(["image", "other"]);
      expect(volume.afterCreate).toEqual(["prepare-volume"]);
    }
  });
});

describe("a running hook", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Makes one hook. @returns what Pulumi calls */
  async function callbackOf(make: () => Hook): Promise<() => Promise<void>> {
    const { hooks } = await runProgram({ config: {}, program: () => ({ made: typeof make() }) });
    const [hook] = hooks;
    return async () => hook?.callback({ urn: "", id: "", name: "", type: "" });
  }

  it("gets its outputs' values, and leaves no timer", async () => {
    const got: unknown[] = [];
    const run = await callbackOf(() =>
      Hook.of("greet", { docker: pulumi.output(["docker"]), image: pulumi.output("sha256:1") }, (values) => {
        got.push(values);
      }),
    );
    vi.useFakeTimers();
    await run();
    expect(got).toEqual([{ docker: ["docker"], image: "sha256:1" }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("whose output never gets a value fails after a minute, with the names of the hook and the output", async () => {
    const never = new Promise<string>(() => undefined);
    const run = await callbackOf(() =>
      Hook.of("prepare-volume", { docker: pulumi.output("docker"), image: pulumi.output(never) }, () => {
        throw new Error("it must not begin");
      }),
    );
    vi.useFakeTimers();
    const end = expect(run()).rejects.toThrow(
      "The hook prepare-volume waited 60 s for image, which got no value: Pulumi does not make it before this resource. This is a bug in aztec-validator, not in your settings: please report it with this text.",
    );
    await vi.advanceTimersByTimeAsync(60_000);
    await end;
  });

  it("that fails reports the reason", async () => {
    const run = await callbackOf(() =>
      Hook.of("fail", {}, () => {
        throw new Error("no room");
      }),
    );
    await expect(run()).rejects.toThrow("no room");
  });
});

describe("the linter", () => {
  const folder = useFolder();
  const config = path.join(PROJECT_DIR, "oxlint.config.mts");

  it.each([
    [`new pulumi.ResourceHook("name", () => undefined)`, "use Hook.of"],
    [`new pulumi.ErrorHook("name", () => true)`, "use Hook.of"],
    [`({ hooks: { beforeCreate: [() => undefined] } })`, "with withHooks"],
    [`({ ...withHooks({}, {}), dependsOn: [] })`, "Pass all options to withHooks"],
  ])("forbids %s in a component", async (code, message) => {
    folder.write("component.ts", `${code};\n`);
    const options = { cwd: folder.path, reject: false, preferLocal: true, localDir: PROJECT_DIR };
    const { stdout } = await execa("oxlint", ["--config", config, "--format=unix"], options);
    const found = stdout.split("\n").filter((line) => line.endsWith("[Error/eslint-js(no-restricted-syntax)]"));
    expect(found).toEqual([expect.stringContaining(message)]);
  });
});
