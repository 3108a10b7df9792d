/** The files that `make docs` generates from the code. A test fails if they are out of date. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { parseDocument } from "yaml";
import { reportJsonSchema } from "../cli/health/status-report";
import { auditText } from "./aws-audit";
import { permissionsText } from "./aws-policy";
import { documentation } from "./documentation";
import { examples, exampleText } from "./examples";
import { jsonSchema } from "./json-schema";
import { projectConfig, template } from "./project-file";
import { PROJECT_DIR } from "../pulumi/dev-stack";

const PROJECT_FILE = "Pulumi.yaml";
const AWS_GUIDE = "docs/aws.md";

/** Returns the texts of the files by their paths in the project. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    [AWS_GUIDE]: await withParts(AWS_GUIDE, { audit: auditText(), permissions: permissionsText() }),
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

/** Returns a document with its generated parts, each between `<!-- name: … -->` and `<!-- /name -->`. */
async function withParts(file: string, parts: Readonly<Record<string, string>>): Promise<string> {
  const text = readFileSync(path.join(PROJECT_DIR, file), "utf8");
  const whole = Object.entries(parts).reduce((all, [name, part]) => withPart(all, name, part), text);
  return format(whole, { parser: "markdown", printWidth: 120 });
}

/** @throws if the document has no such part */
function withPart(text: string, name: string, part: string): string {
  const marked = new RegExp(String.raw`(<!-- ${name}: [^\n]* -->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`the document has no generated part ${name}`);
  return text.replace(marked, (_all, first: string, last: string) => `${first}\n${part}\n${last}`);
}
