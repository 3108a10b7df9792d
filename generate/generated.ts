/** The files that are made from types and tables of the code; `make docs` writes them, and a test holds them in step. */
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

/** Each file's text by its path in the project. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "docs/configuration.md": await format(documentation(), { parser: "markdown", printWidth: 120 }),
    "docs/stack.schema.json": await format(JSON.stringify(jsonSchema()), { parser: "json", printWidth: 120 }),
    "docs/status.schema.json": await format(JSON.stringify(reportJsonSchema()), { parser: "json", printWidth: 120 }),
    [PROJECT_FILE]: await projectFile({ config: projectConfig(), template: template() }),
    ...Object.fromEntries(examples.map((example) => [`examples/${example.name}.yaml`, exampleText(example)])),
  };
}

/** Pulumi.yaml, with what is written by hand as it is, comments too. */
async function projectFile(parts: Readonly<Record<string, unknown>>): Promise<string> {
  const document = parseDocument(readFileSync(path.join(PROJECT_DIR, PROJECT_FILE), "utf8"));
  for (const [name, part] of Object.entries(parts)) document.set(name, part);
  return format(document.toString({ lineWidth: 0 }), { parser: "yaml", printWidth: 120 });
}
