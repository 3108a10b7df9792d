import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { secretNames, settingsSchema } from "../../settings/schema";

it("every setting is in docs/configuration.md, and nothing else is", () => {
  const text = readFileSync(path.join(__dirname, "../../docs/configuration.md"), "utf8");
  const told = [...text.matchAll(/^\| `([\w.]+)` *\|/gm)].map(([, name]) => name);
  const { p2p, ...rest } = settingsSchema.shape;
  const p2pNames = Object.keys(p2p.unwrap().shape).map((name) => `p2p.${name}`);
  expect(told.sort()).toEqual([...Object.keys(rest), ...p2pNames, ...secretNames].sort());
});
