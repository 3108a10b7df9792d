/** A file of `EnvironmentFile` is read as systemd reads it, which is neither as a shell nor as Docker Compose. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { parseEnvironmentFile } from "./environment-file";
import { TEST_KEYS } from "../../../../test/fixtures/samples";
import { useFolder } from "../../../../test/fixtures/folder";

const parse = (text: string) => parseEnvironmentFile({ path: "/etc/aztec.env", text });

describe("an EnvironmentFile", () => {
  it.each([
    ["a # inside a value", "A=abc#def\nB=abc #def\n", { A: "abc#def", B: "abc #def" }],
    ["remarks, which are whole lines", "# A=1 \\\n  ; B=1\nC=1;2\n", { C: "1;2" }],
    [
      "quotes",
      `A="x # y"\nB='it is $A \\n'\nC=x"y"\nD="a"'b'c\n`,
      { A: "x # y", B: "it is $A \\n", C: 'x"y"', D: "abc" },
    ],
    ["escapes", 'A=a\\ b\\"c\\\\\nB="\\$x\\"\\n"\n', { A: 'a b"c\\', B: '$x"\\n' }],
    ["continued lines", 'A=one\\\ntwo\nB="three\\\nfour\nfive"\n', { A: "onetwo", B: "threefour\nfive" }],
    ["blanks around a name and a value", "  A =  x y \t\nB=x\\ \nC=\r\nD=1\r\n", { A: "x y", B: "x ", C: "", D: "1" }],
    ["no references", "A=$HOME/${B}\n", { A: "$HOME/${B}" }],
  ])("has %s", (_, text, vars) => {
    expect(parse(text)).toEqual({ vars, dropped: [] });
  });

  it("lists the lines that systemd ignores, and quotes none, since a line may contain a key", () => {
    const reason = "not NAME=value, so systemd ignored the line, and the node ran without it";
    expect(parse(`export A=1\nB=2\n${TEST_KEYS.attester}\n`)).toEqual({
      vars: { B: "2" },
      dropped: [1, 3].map((line) => ({ from: `/etc/aztec.env line ${line}`, reason })),
    });
    expect(() => parse(`A="x\nB=${TEST_KEYS.attester}`)).toThrow(
      /^\/etc\/aztec\.env line 1: a quote is not closed: [^0]*$/,
    );
  });
});

describe("a unit with one", () => {
  const folder = useFolder();

  it("gives the node its values, and lists what the node did not get", () => {
    const env = folder.write("node.env", "ETHEREUM_HOSTS=https://x.example.org/#key\nexport LOG_LEVEL=debug\n");
    const unit = `[Service]\nEnvironment=LOG_LEVEL=info\nEnvironmentFile=${env}\nExecStart=aztec start --node --network testnet\n`;
    const { installation } = readOldInstallation([folder.write("aztec.service", unit)], {
      shell: {},
      root: folder.path,
    });
    expect(installation.env).toMatchObject({ ETHEREUM_HOSTS: "https://x.example.org/#key", LOG_LEVEL: "info" });
    expect(installation.dropped?.map(({ from }) => from)).toContain(`${env} line 2`);
  });
});
