/** The files that `make docs` generates from the code. A test fails if they are out of date. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { parseDocument } from "yaml";
import { reportJsonSchema } from "../cli/health/status-report";
import { documentation } from "./documentation";
import { examples, exampleText } from "./examples";
import { jsonSchema } from "./json-schema";
import { projectConfig, template } from "./project-file";
import { PROJECT_DIR } from "../pulumi/dev-stack";

const PROJECT_FILE = "Pulumi.yaml";

/** Returns the texts of the files by their paths in the project. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "docs/configuration.md": await format(documentation(), { parser: "markdown", printWidth: 120 }),
    "docs/stack.schema.json": await format(JSON.stringify(jsonSchema()), { parser: "json", printWidth: 120 }),
    "docs/status.schema.json": await format(JSON.stringify(reportJsonSchema()), { parser: "json", printWidth: 120 }),
    [PROJECT_FILE]: await projectFile({ config: projectConfig(), template: template() }),
    ...Object.fromEntries(examples.map((example) => [`examples/${example.name}.yaml`, exampleText(example)])),
  };
}

/** Returns Pulumi.yaml with the generated parts; the rest and its comments stay as they are. */
async function projectFile(parts: Readonly<Record<string, unknown>>): Promise<string> {
  const document = parseDocument(readFileSync(path.join(PROJECT_DIR, PROJECT_FILE), "utf8"));
  for (const [name, part] of Object.entries(parts)) document.set(name, part);
  return format(document.toString({ lineWidth: 0 }), { parser: "yaml", printWidth: 120 });
}
