/** When a development stack counts as absent: only then its copy of the settings goes without its resources. */
import { existsSync } from "node:fs";
import { beforeEach, expect, it, vi } from "vitest";
import { PulumiCli } from "../pulumi/pulumi-cli";
import { useFolder } from "../test/fixtures/folder";
import { removeStack } from "./remove-stack";

const place = vi.hoisted(() => ({ config: "" }));
const folder = useFolder({ onPath: true });

vi.mock("../pulumi/stack-lock", () => ({ holdStack: () => undefined }));
vi.mock("../pulumi/dev-stack", async (original) => ({
  ...(await original<object>()),
  findStackToRemove: (name: string) => ({ name, isDev: true, env: {}, settingsFile: place.config }),
  privateConfigFile: () => place.config,
  upStacks: () => [],
}));
vi.mock("./prepare", () => ({
  prepareCommand: () =>
    Promise.resolve(new PulumiCli({ name: "dev", isDev: false, env: {}, settingsFile: place.config }, {})),
}));

beforeEach(() => {
  place.config = folder.write("Pulumi.dev.yaml", "config: {}\n");
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

/** Writes a `pulumi` whose export fails. */
const exportFails = (reason: string) => {
  folder.program("pulumi", `echo "$*" >> '${folder.at("calls")}'; echo "error: ${reason}" >&2; exit 255`);
};

it("a stack that the backend does not have is absent", async () => {
  exportFails("no stack named 'dev' found");
  await removeStack("dev");
  expect(existsSync(place.config)).toBe(false);
  expect(folder.lines("calls")).toEqual(["stack export --stack dev"]);
});

it.each([
  [
    "could not read the state: permission denied",
    "pulumi stack export failed:\nerror: could not read the state: permission denied",
  ],
  ["incorrect passphrase", "so its secrets cannot be decrypted"],
])("a stack whose export fails otherwise is not: %s", async (reason, message) => {
  exportFails(reason);
  await expect(removeStack("dev")).rejects.toThrow(message);
  expect(existsSync(place.config)).toBe(true);
  expect(folder.lines("calls")).toEqual(["stack export --stack dev"]);
});
