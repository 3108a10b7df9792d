/** The table of permissions has what the program imports, and each command that it runs or prints, and nothing else. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { documents, ROOT } from "../test/fixtures/documents";
import { actionOf, allActions, isAmong, NEEDS, UNCALLED } from "./aws-permissions";
import { operatorPolicy } from "./aws-policy";

const COMMENT = /^ *(?:\/\*\*|\*|\/\/).*$/gm;
const sources = (...rooms: string[]) =>
  rooms
    .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: ROOT }))
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => readFileSync(path.join(ROOT, file), "utf8").replaceAll(COMMENT, ""));
const matches = (texts: readonly string[], pattern: RegExp) =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, ...groups]) => groups.join(" ")));

const SERVICES = "ec2|ec2-instance-connect|service-quotas|sts|ssm|iam|kms|dlm|backup|s3api";
/** In a text, and as a list of words. */
const COMMAND = [
  new RegExp(String.raw`(?<![\w-])(${SERVICES}) ([a-z]+(?:-[a-z]+)+)`, "g"),
  new RegExp(`"(${SERVICES})", "([a-z]+(?:-[a-z]+)+)"`, "g"),
];

/** Actions that AWS allows without a permission. */
const FREE = ["sts:GetCallerIdentity"];

function commands(): string[] {
  const pages = documents().map(({ spans, code }) => [...spans, ...code].map(({ text }) => text).join("\n"));
  const texts = [...sources("cli", "components", "remote", "resources", "settings"), ...pages];
  return [...new Set(COMMAND.flatMap((pattern) => matches(texts, pattern)))].sort();
}

describe("the table of permissions", () => {
  it("has exactly the modules of @pulumi/aws that components/ imports", () => {
    const imported = new Set(matches(sources("components"), /from "@pulumi\/aws\/([\w/]+)"/g));
    expect(NEEDS.flatMap(({ modules = [] }) => modules).sort()).toEqual([...imported].sort());
  });

  it("allows every command of AWS's that the sources run, and that messages and documents print", () => {
    const found = commands();
    expect(found.length).toBeGreaterThan(8);
    const isAllowed = (action: string) => FREE.includes(action) || isAmong(action, allActions());
    expect(found.filter((command) => !isAllowed(actionOf(command)))).toEqual([]);
  });

  it("names no command that nobody runs", () => {
    const found = commands();
    expect(NEEDS.flatMap(({ commands: named = [] }) => named).filter((command) => !found.includes(command))).toEqual(
      [],
    );
  });

  it("has a reason only for an action that it has", () => {
    expect(Object.keys(UNCALLED).filter((action) => !allActions().includes(action))).toEqual([]);
  });
});

describe("the policy", () => {
  it("has every action once, and stays below IAM's limit of 6144 characters", () => {
    const policy = operatorPolicy("ap-southeast-1");
    const actions = policy.Statement.flatMap(({ Action }) => Action);
    expect([...actions].sort()).toEqual(allActions());
    expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });
});
