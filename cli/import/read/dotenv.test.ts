/** A `.env` is read as Docker Compose reads it. The expected values are those of compose-go 2.16.2. */
import { describe, expect, it } from "vitest";
import { parseAnyEnv, parseDotenv, parseRawEnv } from "./dotenv";
import { withReferences } from "./interpolation";

const file = (text: string) => ({ path: "/srv/.env", text });

/** @returns the variables as messages write them */
function vars(text: string, known = {}): Record<string, string> {
  const entries = Object.entries(parseDotenv(file(text), known).vars);
  return Object.fromEntries(entries.map(([name, value]) => [name, withReferences(value)]));
}

const D_OF_A = { A: "/srv", B: "/srv/x", C: "/srv/y", D: "/srv/z" };

describe("a .env", () => {
  it.each([
    ["a # in a value", "A=postgresql://val:pa#ss@db/x\n", { A: "postgresql://val:pa#ss@db/x" }],
    ["a remark after a blank", "A=1 # one\n# two\n  # three\nB=2", { A: "1", B: "2" }],
    ["a # at the start of a value or after a tab", "A=#x\nB=a\t#b\n", { A: "#x", B: "a\t#b" }],
    ["export, and blanks around name and value", "export A=1\nexport\tB = 2 \n  C=3\t\n", { A: "1", B: "2", C: "3" }],
    ["a byte order mark, and lines of Windows", "\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["single quotes, which keep everything", "A='x $B # y \\n'\nC='it\\'s' # c\n", { A: "x $B # y \\n", C: "it's" }],
    ["double quotes with escapes", 'A="x\\ty\\\\z\\$q\\"w\\0101"\n', { A: 'x\ty\\z$q"wA' }],
    [
      "quotes over several lines",
      "A=\"one\ntwo\"\nB='three\n\nfour'\nC=5",
      { A: "one\ntwo", B: "three\n\nfour", C: "5" },
    ],
    ["references to earlier lines", 'A=/srv\nB=$A/x\nC="${A}/y"\nD=${NO:-${A}/z}\n', D_OF_A],
    ["references to the shell", "A=$HOME/x\nHOME=/other\nB=$HOME\n", { A: "/root/x", HOME: "/other", B: "/root" }],
    ["two dollars for one", "A=pa$$word\n", { A: "pa$word" }],
    ["a reference to nothing, which stays unknown", "A=pa$word\nB=${C}/x\n", { A: "pa${word}", B: "${C}/x" }],
    ["a name alone, which takes the shell's value", "HOME\nNONE\nA=1", { HOME: "/root", A: "1" }],
    ["several = and names with other characters", "A=a=b==\nb.c-d=1\n9N=1\n", { A: "a=b==", "b.c-d": "1", "9N": "1" }],
    ["empty values", "A=\nB=''\nC= \n", { A: "", B: "", C: "" }],
  ])("has %s", (_, text, expected) => {
    expect(vars(text, { HOME: "/root" })).toEqual(expected);
  });

  it("accepts NAME: value as Compose does, and says so with the line", () => {
    expect(parseDotenv(file("A=1\n\nB: 2\n"))).toEqual({
      vars: { A: "1", B: "2" },
      notes: ["/srv/.env line 3: the : counts as =, as in Docker Compose"],
    });
  });

  it.each([
    ["an open quote", 'A=1\nB="x\nC=2\n', "/srv/.env line 2: a quote is not closed"],
    ["a blank in a name", "A=1\n\nB C=2\n", "/srv/.env line 3: not NAME=value"],
    ["a name with a dollar", "$A=2\n", "/srv/.env line 1: not NAME=value"],
    ["a command", "A=1\nsource other.env\n", "/srv/.env line 2: not NAME=value"],
    ["an open reference", "A=${B\n", "/srv/.env line 1: a ${ has no }"],
    ["binary content", "A=\0", "/srv/.env is a binary file"],
  ])("with %s is refused with the line, as by Compose", (_, text, message) => {
    expect(() => parseDotenv(file(text))).toThrow(message);
  });

  it("is never quoted, since a line may contain a key", () => {
    expect(() => parseDotenv(file("A=1\nsecret secret=x\n"))).toThrow(/^(?!.*secret)/);
  });
});

describe("what env prints", () => {
  const printed = "PATH=/usr/bin\nHOME=/root\nA=pa$word #x\nB='q'\n";

  it("keeps quotes, dollars and # as they are", () => {
    expect(parseAnyEnv(file(printed)).vars).toEqual({ PATH: "/usr/bin", HOME: "/root", A: "pa$word #x", B: "'q'" });
  });

  it("has the form of an env_file with format raw", () => {
    expect(parseRawEnv(file("# x\n\n  A=1\r\nB= 2 \nC\nD\n"), { C: "3" })).toEqual({ A: "1", B: " 2 ", C: "3" });
    expect(() => parseRawEnv(file("A=1\nB C=2\n"))).toThrow("/srv/.env line 2: not NAME=value");
  });
});

describe("a file in UTF-16, as PowerShell writes it", () => {
  const text = "\uFEFFETHEREUM_HOSTS=http://ethereum.example.org\r\n";
  const little = Buffer.from(text, "utf16le");

  it.each([
    ["little-endian", little],
    ["big-endian", Buffer.from(little).swap16()],
    ["without a byte order mark", little.subarray(2)],
  ])("%s is refused with the command that converts it", (_, bytes) => {
    expect(() => parseAnyEnv(file(bytes.toString("utf8")))).toThrow(
      "/srv/.env is text in UTF-16, as PowerShell writes it. Convert it, and pass the copy: iconv -f UTF-16 -t UTF-8 /srv/.env > utf8.env",
    );
  });

  it("does not take a binary file for UTF-16", () => {
    expect(() => parseAnyEnv(file("\u007fELF\u0002\u0001\u0001\0\0\0"))).toThrow("/srv/.env is a binary file");
  });
});
