/** `make docs`: writes what is made from the table of settings. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { documentation } from "../settings/documentation";
import { main, say } from "./steps";

void main(async () => {
  const file = path.join(__dirname, "../docs/configuration.md");
  writeFileSync(file, await format(documentation(), { parser: "markdown", printWidth: 120 }));
  say(`Written: ${path.relative(process.cwd(), file)}`);
});
