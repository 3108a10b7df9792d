/**
 * Lists the URNs of every example stack in a golden file. Operators' states hold them: a resource whose URN changes is
 * deleted and made again, and a protected one stops the update. The mocks register what the engine would; that the
 * engine finds the resources of an older state is not proven here.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { joiningSettings } from "../dev/second-stack";
import { RELEASE } from "../images/tags";
import { examples } from "../generate/examples";
import { samples } from "../test/fixtures/samples";
import { configOf, SECRETS } from "../test/fixtures/stacks";
import { type Registered, runProgram } from "../test/fakes/recorder";

const files = [
  { file: "Pulumi.dev.yaml", name: "dev", required: [], text: undefined },
  { file: "Pulumi.dev-2.yaml", name: "dev-2", required: [], text: joiningSettings("dev-2", RELEASE) },
  ...examples.map(({ name, required }) => ({ file: `examples/${name}.yaml`, name, required, text: undefined })),
];

function configIn(text: string, required: readonly string[]): Record<string, string> {
  const { config } = parse(text) as { config: Record<string, unknown> };
  return configOf({ ...config, ...Object.fromEntries(required.map((one) => [one, samples[one]])) });
}

function line({ urn, protect, retainOnDelete }: Registered): string {
  return [urn, ...(protect ? ["protect"] : []), ...(retainOnDelete ? ["retainOnDelete"] : [])].join(" ");
}

it("the URNs of the example stacks, and what is protected or retained, are those of the golden file", async () => {
  const sections: string[] = [];
  for (const { file, name, required, text = readFileSync(path.join(__dirname, "..", file), "utf8") } of files) {
    const { resources } = await runProgram({ name, config: configIn(text, required), secrets: SECRETS });
    const lines = resources.map(line).sort();
    expect(new Set(lines).size, `${file}: each URN once`).toBe(lines.length);
    sections.push([`# ${file}`, ...lines, ""].join("\n"));
  }
  await expect(sections.join("\n")).toMatchFileSnapshot("../test/golden/urns.txt");
});
