/** References in the documentation exist: paths, links, settings, `make` targets and scripts. */
import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { settingAt, settingDefinitions } from "../settings/schema";
import { type Piece, ROOT, documents } from "../test/fixtures/documents";
import { messagesOf } from "./messages";

const pages = documents();
const spans = pages.flatMap((page) => page.spans);
const pieces = [...spans, ...pages.flatMap((page) => page.code)];

/** Returns the wrong pieces as "file:line text". */
const placesOf = (wrong: readonly Piece[]) => wrong.map(({ place, text }) => `${place} ${text}`);

/** Returns every match of a pattern's first group, with its place. */
function find(from: readonly Piece[], pattern: RegExp): Piece[] {
  return from.flatMap(({ place, text }) =>
    [...text.matchAll(pattern)].map(([, found = ""]) => ({ place, text: found })),
  );
}

describe("paths", () => {
  const folders = readdirSync(ROOT).filter((name) => statSync(path.join(ROOT, name)).isDirectory());
  const rooms = folders.filter((name) => !name.startsWith(".") && name !== "node_modules");
  const inRoom = new RegExp(String.raw`(?<![\w./~@-])((?:${rooms.join("|")})/[\w.*/-]*)(?![\w<])`, "g");
  const sources = /(?<![\w./~@<>*-])([\w.-]+\.(?:ts|cjs|mjs|mts|md))(?![\w<])/g;
  const exists = (name: string) =>
    name.includes("*") ? globSync(name, { cwd: ROOT }).length > 0 : existsSync(path.join(ROOT, name));

  it("in a folder of this project exist", () => {
    const named = find(pieces, inRoom);
    expect(named.length).toBeGreaterThan(50);
    expect(placesOf(named.filter(({ text }) => !exists(text.replace(/[.,]+$/, ""))))).toEqual([]);
  });

  it("of source files without a folder exist at the top", () => {
    expect(placesOf(find(spans, sources).filter(({ text }) => !exists(text)))).toEqual([]);
  });
});

describe("links", () => {
  const anchorsIn = new Map(pages.map(({ file, anchors }) => [file, anchors]));

  it("lead to files and headings that exist", () => {
    const local = pages.flatMap(({ file, links }) =>
      links.filter(({ text }) => !/^[a-z]+:/.test(text)).map((link) => ({ file, link })),
    );
    expect(local.length).toBeGreaterThan(80);
    const wrong = local.filter(({ file, link }) => {
      const [target = "", anchor] = link.text.split("#");
      const name = target === "" ? file : path.posix.join(path.posix.dirname(file), target);
      if (!existsSync(path.join(ROOT, name))) return true;
      return anchor !== undefined && !anchorsIn.get(name)?.includes(anchor);
    });
    expect(placesOf(wrong.map(({ link }) => link))).toEqual([]);
  });
});

describe("settings", () => {
  const groups = [...new Set(settingDefinitions.flatMap(({ path: name }) => name.split(".").slice(0, -1)[0] ?? []))];
  const isSetting = (name: string) =>
    settingAt(name.replace(/-<\w+>$/, "-other")) !== undefined || /^extraEnv\.[A-Z_\d]+$/.test(name);

  it("of groups exist", () => {
    const named = find(spans, new RegExp(String.raw`^((?:${groups.join("|")})\.\w+)`, "g"));
    expect(named.length).toBeGreaterThan(50);
    expect(placesOf(named.filter(({ text }) => !isSetting(text)))).toEqual([]);
  });

  it("that commands set or remove exist", () => {
    const named = find(pieces, /pulumi config (?:set|rm)(?: --(?:secret|path))* ([a-z][\w.<>-]*)/gi);
    expect(named.length).toBeGreaterThan(15);
    const isPlaceholder = (name: string) => /[<>]/.test(name.replace(/-<name>$/, ""));
    // README shows the error of `up` for this one.
    const wrong = named.filter(({ text }) => !isPlaceholder(text) && !isSetting(text) && text !== "p2p.announceIP");
    expect(placesOf(wrong)).toEqual([]);
  });

  /** Names in camel case that are not settings: outputs, and names of Pulumi, of the node and of `status --json`. */
  const others = [
    ...["nodeVersion", "peerId", "p2pEndpoint", "rpcUrl", "monthlyCost", "containerName", "imageDigest"],
    ...[
      "allowedAccountIds",
      "deletedWith",
      "replacementTrigger",
      "replaceWith",
      "ignoreChanges",
      "retainOnDelete",
      "withHooks",
      "reloadKeystore",
      "fundingAccount",
      "recommendedRelease",
    ],
  ];

  it("in code spans exist, unless the name is an output or another program's", () => {
    const named = find(spans, /^([a-z][a-z\d]*[A-Z]\w*)(?:-\w+)?$/g);
    expect(named.length).toBeGreaterThan(100);
    expect(placesOf(named.filter(({ text }) => !isSetting(text) && !others.includes(text)))).toEqual([]);
  });
});

describe("commands of the checkout", () => {
  it("are targets of the Makefile", () => {
    const targets = find([{ place: "", text: readFileSync(path.join(ROOT, "Makefile"), "utf8") }], /^([a-z-]+):/gm);
    const named = find(pieces, /(?:^|[ (;])make ([a-z-]+)/g).filter(({ text }) => !["the"].includes(text));
    expect(named.length).toBeGreaterThan(30);
    const names = targets.map(({ text }) => text);
    expect(placesOf(named.filter(({ text }) => !names.includes(text)))).toEqual([]);
  });

  it("are scripts of package.json", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")));
    const named = find(pieces, /npm run (?:--silent )?([\w:]+)/g);
    expect(placesOf(named.filter(({ text }) => !(text in scripts)))).toEqual([]);
  });
});

describe("messages", () => {
  /** Of Pulumi, AWS and SSH. */
  const others =
    /^failed to load checkpoint|^unable to replace|^OperationNotPermitted|^Insufficient|limit$|Connection timed out$|^AWS account ID not|^incorrect passphrase$|^message authentication failed$/;

  it("in the tables of errors are the program's, `…` standing for what varies", () => {
    const tables = { "README.md": "Troubleshooting", "docs/aws.md": "Errors", "docs/incidents.md": "Incidents" };
    const rows = Object.entries(tables).flatMap(([file, heading]) => {
      const text = readFileSync(path.join(ROOT, file), "utf8");
      const [, section = ""] = text.split(new RegExp(`^#+ ${heading}$`, "m"));
      const cells = section.split(/^#/m)[0]?.matchAll(/^\| ([^|]+) \|/gm) ?? [];
      return [...cells].map(([, cell = ""]) => ({ place: file, text: cell }));
    });
    const quoted = find(rows, /(?<!: the line )`([^`]+)`/g).filter(
      ({ text }) => text.includes(" ") && !others.test(text),
    );
    expect(quoted.length).toBeGreaterThan(8);
    const all = messagesOf(ROOT).replace(/\s+/g, " ");
    const escaped = (text: string) => text.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const isThere = (text: string) => new RegExp(text.split("…").map(escaped).join(".{0,60}")).test(all);
    expect(placesOf(quoted.filter(({ text }) => !isThere(text)))).toEqual([]);
  });
});
