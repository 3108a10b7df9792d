/** The rooms, and which others each may import, without cycles. docs/architecture.md says what each is for. */
const ROOMS = [
  { room: "keys", imports: [] },
  { room: "terminal", imports: [] },
  { room: "settings", imports: ["keys"] },
  { room: "node", imports: ["keys", "settings"] },
  { room: "remote", imports: ["keys", "settings", "node"] },
  {
    room: "resources",
    imports: ["keys", "settings", "node", "remote", "pulumi/state.ts", "pulumi/compiled-program.cjs"],
  },
  { room: "components", imports: ["keys", "settings", "node", "remote", "resources"] },
  { room: "images", imports: ["settings", "terminal"] },
  { room: "program", imports: ["keys", "settings", "node", "resources", "components", "images"] },
  { room: "pulumi", imports: ["settings/version.ts", "settings/stack-name.ts", "settings/shell-word.ts", "terminal"] },
  { room: "dev", imports: ["settings", "remote", "images", "program/outputs-schema.ts", "pulumi", "terminal"] },
  {
    room: "cli",
    imports: [
      "keys",
      "settings",
      "node",
      "remote",
      "resources",
      "images",
      "pulumi",
      "terminal",
      "dev/docker-engine",
      "package.json",
    ],
  },
  { room: "generate", imports: ["keys", "settings", "node", "pulumi", "terminal", "cli"] },
];

const isIn = (names) => names.map((name) => (name.includes(".") ? `^${name.replace(".", "\\.")}$` : `^${name}/`));

/** Types are exempt: the compiler erases them, so they cannot break the order in which files are loaded. */
const NO_CYCLES = {
  name: "no-circular-files",
  comment: "no file may import itself by way of others",
  severity: "error",
  from: {},
  to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
};

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    NO_CYCLES,
    ...ROOMS.map(({ room, imports }) => ({
      name: `${room}-imports`,
      comment: `${room}/ may import ${imports.join(", ") || "nothing of the project"}`,
      severity: "error",
      from: { path: `^${room}/` },
      to: {
        path: "^[^/]+(/|\\.)",
        pathNot: [...isIn([room, ...imports]), "^node_modules/"],
        dependencyTypes: ["local"],
      },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|test)/|\\.test\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
