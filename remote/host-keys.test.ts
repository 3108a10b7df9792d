/** The known_hosts file as a copy of the state. Not proven here: that SSH itself accepts it (test/cloud). */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { forgetHostKeys, HostKeyAlarm, keysIn, syncHostKeys, takeHostKeys } from "./host-keys";
import { useFolder } from "../test/fixtures/folder";

const ALIAS = "198.51.100.7";
const FIRST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";
const SECOND = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";

const FILE = "Pulumi.a.known_hosts";
const folder = useFolder();
const place = () => ({ file: folder.at(FILE), alias: ALIAS });
const text = () => folder.read(FILE);

/** Has SSH's own tool look the host up, as SSH does. */
function found(alias = ALIAS): string[] {
  const answer = execFileSync("ssh-keygen", ["-F", alias, "-f", folder.at(FILE)], { encoding: "utf8" });
  return answer.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("a checkout", () => {
  it("without the file gets it from the state, in a form that SSH reads", () => {
    expect(syncHostKeys(place(), [FIRST], "main")).toBe(false);
    expect(found().map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([`${ALIAS} ${FIRST}`]);
    expect(execFileSync("ssh-keygen", ["-lf", folder.at(FILE)], { encoding: "utf8" })).toContain(
      text().trim().split(" ").at(-1),
    );
  });

  it("whose host another operator has replaced, once or twice, gets the new key without an alarm", () => {
    for (const key of [FIRST, SECOND, FIRST]) {
      expect(syncHostKeys(place(), [key], "main")).toBe(false);
      expect(keysIn(text(), ALIAS)).toEqual([key]);
    }
  });

  it("that pinned the state's key itself, as an earlier program did, raises no alarm after a later replacement either", () => {
    folder.write(FILE, `${ALIAS} ${FIRST}\n`);
    syncHostKeys(place(), [FIRST], "main");
    syncHostKeys(place(), [SECOND], "main");
    expect(keysIn(text(), ALIAS)).toEqual([SECOND]);
  });

  it("of a stack whose state has no key keeps its file, or has none", () => {
    syncHostKeys(place(), [], "main");
    expect(existsSync(folder.at(FILE))).toBe(false);
    folder.write(FILE, `${ALIAS} ${FIRST}\n`);
    syncHostKeys(place(), [], "main");
    expect(text()).toBe(`${ALIAS} ${FIRST}\n`);
  });

  it("keeps the lines of other hosts", () => {
    folder.write(FILE, `other.example.org ${FIRST}\n# a note\n`);
    forgetHostKeys(place());
    folder.write(FILE, `${text()}${ALIAS} ${FIRST}\n`);
    takeHostKeys(place());
    expect(text()).toMatch(new RegExp(`^other\\.example\\.org .*\\n# a note\\n${ALIAS} `));
  });
});

describe("a host with another name than before", () => {
  it("gets its key from the state, although the file has it only under the old name", () => {
    folder.write(FILE, `${ALIAS} ${FIRST}\n`);
    takeHostKeys(place());
    const renamed = { file: folder.at(FILE), alias: "203.0.113.9" };
    expect(syncHostKeys(renamed, [FIRST], "main")).toBe(false);
    expect(keysIn(text(), "203.0.113.9")).toEqual([FIRST]);
  });
});

describe("keys of other types", () => {
  it("that SSH adds when it connects raise no alarm, and are removed: only the key in the state counts", () => {
    const rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7";
    folder.write(FILE, `${ALIAS} ${FIRST}\n${ALIAS} ${rsa}\n`);
    expect(syncHostKeys(place(), [FIRST], "main")).toBe(false);
    expect(keysIn(text(), ALIAS)).toEqual([FIRST]);
    folder.write(FILE, `${ALIAS} ${rsa}\n`);
    expect(() => syncHostKeys(place(), [FIRST], "main")).toThrow(HostKeyAlarm);
  });
});

describe("another key in the file than in the state", () => {
  it.each([
    ["taken at a first contact", (key: string) => `${ALIAS} ${key}\n`],
    ["written into a copy of the state", (key: string) => `${ALIAS} ${key} SHA256:of-another-key\n`],
    ["under several names", (key: string) => `validator,${ALIAS} ${key}\n`],
  ])("is an alarm, and the file stays: %s", (_how, line) => {
    folder.write(FILE, line(SECOND));
    expect(() => syncHostKeys(place(), [FIRST], "main")).toThrow(HostKeyAlarm);
    expect(text()).toBe(line(SECOND));
  });

  it("is an alarm with both fingerprints, and what to do in either case", () => {
    folder.write(FILE, `${ALIAS} ${SECOND}\n`);
    const print = (key: string) => {
      return execFileSync("ssh-keygen", ["-lf", folder.write("key", key)], { encoding: "utf8" }).split(" ")[1];
    };
    expect(() => syncHostKeys(place(), [FIRST], "main")).toThrow(
      [
        `  in the state: ${print(FIRST)}`,
        `  in the file:  ${print(SECOND)}`,
        "Compare both with the host's own, on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
        `  If the state is right, remove the file: rm ${folder.at(FILE)}`,
        "  If the file is right, have the state take the key again: pulumi up --replace '**::host-ready' --stack main",
        "  On AWS this is a first contact again: compare the new key once more afterwards.",
      ].join("\n"),
    );
  });
});

describe("a host's line that SSH has written as a hash", () => {
  it("is recognised, and replaced", () => {
    folder.write(FILE, `${ALIAS} ${FIRST}\nother ${FIRST}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", folder.at(FILE)]);
    expect(text()).not.toContain(ALIAS);
    expect(keysIn(text(), ALIAS)).toEqual([FIRST]);
    expect(takeHostKeys(place())).toEqual([FIRST]);
    expect(found()).toHaveLength(1);
    expect(found("other")).toHaveLength(1);
  });
});

describe("a rebuilt server", () => {
  it("gets its new key by removing the line, whatever connects before the next up", () => {
    syncHostKeys(place(), [FIRST], "main");
    execFileSync("ssh-keygen", ["-q", "-R", ALIAS, "-f", folder.at(FILE)], { stdio: "ignore" });
    expect(syncHostKeys(place(), [FIRST], "main")).toBe(true);
    // SSH adds the new one at its next contact.
    folder.write(FILE, `${text()}${ALIAS} ${SECOND}\n`);
    expect(syncHostKeys(place(), [FIRST], "main")).toBe(true);
    expect(takeHostKeys(place())).toEqual([SECOND]);
    expect(syncHostKeys(place(), [SECOND], "main")).toBe(false);
    expect(text().trim().split("\n")).toHaveLength(1);
  });

  it("is an alarm again if its key changes once more", () => {
    folder.write(FILE, "");
    syncHostKeys(place(), [FIRST], "main");
    folder.write(FILE, `${ALIAS} ${FIRST}\n`);
    takeHostKeys(place());
    folder.write(FILE, `${ALIAS} ${SECOND}\n`);
    expect(() => syncHostKeys(place(), [FIRST], "main")).toThrow(HostKeyAlarm);
  });
});
