/** `make docs`: writes the files that are generated from the settings. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles } from "./generated";
import { PROJECT_DIR } from "../pulumi/dev-stack";
import { main, log } from "../terminal/output";

void main(async () => {
  const files = await generatedFiles();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(PROJECT_DIR, name), text);
  log(`Written: ${Object.keys(files).join(", ")}`);
});
