/** A user who may not use Docker hears of it before Pulumi is built, which takes minutes. */
import { expect, it, vi } from "vitest";
import { OperatorError } from "../terminal/output";
import { useFolder } from "../test/fixtures/folder";
import { fakeGo } from "../test/fakes/fake-go";
import { prepare } from "./prepare";

vi.mock("./docker-engine/engine", () => ({
  consentToEngine: () => Promise.reject(new OperatorError("this user may not use it")),
}));
vi.mock("../pulumi/dev-stack", async (original) => ({
  ...(await original<object>()),
  syncDevSettings: () => undefined,
}));

const folder = useFolder();

it("an engine that may not be used ends the preparation before any build starts", async () => {
  const go = fakeGo();
  const settingsFile = folder.write("Pulumi.dev.yaml", "config: {}\n");
  const stack = { name: "dev", isDev: true, settingsFile, env: { PULUMI_HOME: go.home } };
  await expect(prepare(stack)).rejects.toThrow("this user may not use it");
  expect(go.calls()).toEqual([]);
});
