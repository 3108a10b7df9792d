/**
 * Which room may import which: from the bottom of this list upward alone. docs/architecture.md says what each is for.
 * `images` and `toolchain` still import each other; no rule allows another pair.
 */
const ROOMS = [
  { room: "keys", imports: [] },
  { room: "settings", imports: ["keys"] },
  { room: "node", imports: ["keys", "settings"] },
  { room: "provider", imports: ["keys", "settings", "node"] },
  { room: "components", imports: ["keys", "settings", "node", "other-stacks.ts"] },
  { room: "images", imports: ["settings", "toolchain"] },
  { room: "toolchain", imports: ["images"] },
  { room: "cli", imports: ["keys", "settings", "node", "provider", "images", "toolchain", "package.json"] },
  { room: "generate", imports: ["keys", "settings", "node", "toolchain", "cli"] },
];

const isIn = (names) => names.map((name) => (name.includes(".") ? `^${name.replace(".", "\\.")}$` : `^${name}/`));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: ROOMS.map(({ room, imports }) => ({
    name: `${room}-imports`,
    comment: `${room}/ may import ${imports.join(", ") || "nothing of the project"}`,
    severity: "error",
    from: { path: `^${room}/` },
    to: { path: "^[^/]+(/|\\.)", pathNot: [...isIn([room, ...imports]), "^node_modules/"], dependencyTypes: ["local"] },
  })),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|test|bench)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
