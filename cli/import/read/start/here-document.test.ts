/** Here-documents of start scripts: run, or listed; their lines are never taken for commands of the script. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { openedIn } from "./here-document";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();

const START = "docker run -d --name aztec -e NETWORK=testnet aztecprotocol/aztec:6.0.0 start --node --sequencer";

/** @returns the network, and what is dropped of the here-documents */
function imported(script: string) {
  const file = folder.write("start.sh", script);
  const { installation } = readOldInstallation([file], { shell: { HOME: "/home/me" } });
  const dropped = (installation.dropped ?? []).map(({ from }) => from.replace(`${folder.path}/`, ""));
  return [installation.env.NETWORK, dropped.filter((from) => from.startsWith("here-document"))];
}

describe("a here-document", () => {
  it.each([
    ["of a shell", `bash <<EOF\n${START}\nEOF\n`, []],
    ["of another user's shell", `sudo -u aztec sh -s <<'END'\n${START}\nEND\n`, []],
    [
      "that writes a file",
      `cat > .env <<EOF\nNETWORK=mainnet\naztec start --node --network mainnet\nEOF\n${START}\n`,
      ["here-document, start.sh line 1"],
    ],
    ["with tabs", `cat <<-EOF >x\n\tone\n\tEOF\n${START}\n`, ["here-document, start.sh line 1"]],
    ["that is a text", `cat <<< "$(date)"\n${START}\n`, []],
    ["that is arithmetic", `SIZE=$((1 << 20))\necho "a << b" # <<EOF\n${START}\n`, []],
  ])("%s is read or listed", (_, script, dropped) => {
    expect(imported(script)).toEqual(["testnet", dropped]);
  });

  it("that does not end is refused", () => {
    expect(() => imported(`cat > x <<EOF\n${START}\n`)).toThrow("line 1 opens a here-document that does not end");
  });

  it("has the end that its line names", () => {
    expect(["a <<EOF", "a << 'E O'", 'a <<-"X"', "a <<< b", "a < b"].map((line) => openedIn(line)?.end)).toEqual([
      "EOF",
      "E O",
      "X",
      undefined,
      undefined,
    ]);
  });
});
