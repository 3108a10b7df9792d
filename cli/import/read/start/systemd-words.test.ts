/** Values of systemd are split and expanded by systemd's rules, which are not those of a shell. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { commandsIn, expanded, wordsIn } from "./systemd-words";
import { useFolder } from "../../../../test/fixtures/folder";

describe("a value of systemd", () => {
  it.each([
    ["A=https://x.example/?a=b&c=d;e|f B=1", ["A=https://x.example/?a=b&c=d;e|f", "B=1"]],
    ["A=1 # B=(2) > 3", ["A=1", "#", "B=(2)", ">", "3"]],
    [`"A=one two" 'B=three  four' C="five"six`, ["A=one two", "B=three  four", "C=fivesix"]],
    [`A="it's" B='say "x"'`, ["A=it's", 'B=say "x"']],
    [String.raw`A=\x41\u0042\103\s\t"\"" B=\$C`, ['A=ABC \t"', String.raw`B=\$C`]],
    [`"" ''`, ["", ""]],
  ])("%s has the words %j", (value, words) => {
    expect(wordsIn(value)).toEqual(words);
  });

  it("has commands between lone semicolons only", () => {
    expect(commandsIn(String.raw`/a b;c ; /d \; ";" ;e`)).toEqual([
      ["/a", "b;c"],
      ["/d", ";", ";", ";e"],
    ]);
  });

  it.each([
    ["$A", ["one", "two"]],
    ["${A}", ["one two"]],
    ["x=${A}/${GONE}", ["x=one two/${GONE}"]],
    ["$GONE", ["${GONE}"]],
    ["x=$A", ["x=$$A"]],
    ["$${A}", ["$${A}"]],
    ["${A:-no}", ["${A}"]],
  ])("%s has the variables %j, as text for a compose file", (word, words) => {
    expect(expanded(word, { A: "one two" })).toEqual(words);
  });
});

describe("a unit", () => {
  const folder = useFolder();
  const URL = "https://lb.example.org/ogrpc?network=sepolia&dkey=one;two|three#four(five)";
  const read = (name: string, text: string) =>
    readOldInstallation([folder.write(name, text)], { shell: {}, root: folder.path }).installation;

  it("keeps what a shell would split, in variables and in commands", () => {
    const unit = `[Service]\nEnvironment=ETHEREUM_HOSTS=${URL} "LOG_LEVEL=debug"\nExecStart=aztec start --node --network testnet --l1-rpc-urls ${URL} --p2p.p2pIp 20.30.40.50\n`;
    const { env, flags } = read("aztec.service", unit);
    expect([env.ETHEREUM_HOSTS, env.LOG_LEVEL]).toEqual([URL, "debug"]);
    expect(flags).toEqual({
      "--node": "true",
      "--network": "testnet",
      "--l1-rpc-urls": URL,
      "--p2p.p2pIp": "20.30.40.50",
    });
  });

  it("of podman keeps it too", () => {
    const { env, flags } = read(
      "aztec.container",
      `[Container]\nImage=aztecprotocol/aztec:5.2.0\nEnvironment=ETHEREUM_HOSTS=${URL}\nExec=start --node --l1-rpc-urls ${URL} --network testnet\n`,
    );
    expect(env.ETHEREUM_HOSTS).toBe(URL);
    expect(flags).toEqual({ "--node": "true", "--l1-rpc-urls": URL, "--network": "testnet" });
  });

  it.each([
    ["an argument zero", "@/usr/bin/aztec seq start --node --network testnet"],
    ["several commands", "/bin/mkdir -p /data ; -/usr/bin/aztec start --node --network testnet"],
    ["a remark that ends in a backslash", "/usr/bin/aztec start --node \\\n# none \\\n  --network testnet"],
  ])("with %s has the flags of its node", (_, command) => {
    const text = `[Service]\n# about \\\nType=oneshot\nExecStart=${command}\n`;
    expect(read("aztec.service", text).flags).toEqual({ "--node": "true", "--network": "testnet" });
  });
});
