/** Shell scripts as operators write them: what is certain is read, what depends on more than the files is unknown. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();
const { write } = folder;

/** @returns the node's start, with the folder as `~` */
function started(text: string, name = "start.sh") {
  const { installation } = readOldInstallation([write(name, text)], { shell: { HOME: "/home/me", USER: "me" } });
  const { env, flags, mounts, unknown = [] } = installation;
  const vars = Object.fromEntries(Object.entries(env).filter(([name]) => !["DATA_DIRECTORY", "PWD"].includes(name)));
  return {
    vars,
    flags,
    mounts: mounts.map((mount) => (mount.directory ?? mount.volume ?? "").replace(folder.path, "~")),
    unknown: unknown.map(({ from }) => from),
  };
}

const START = "aztec start --node --network testnet";
const FLAGS = { "--node": "true", "--network": "testnet" };

describe("a script", () => {
  it.each([
    ["with flags in a variable", `O="--node"\nO="$O --network"\nO+=" testnet"\naztec start $O`],
    ["with flags in a list", `A=(start\n  --node # mine\n)\nA+=(--network "testnet")\nexec aztec "\${A[@]}"`],
    ["with a function", `run_it() {\n  aztec start --node \\\n    --network "$1"\n}\nrun_it testnet`],
    ["with a function of one line", `function go { ${START}; }\ngo`],
    ["in a loop that always runs", `while true; do\n  ${START}\n  sleep 5\ndone`],
    ["after commands that must succeed", `cd /srv && mkdir -p x && ${START}`],
    ["in a subshell", `(cd /srv && ${START})`],
    ["in screen", `screen -dmS aztec bash -c '${START}; exec bash'`],
    ["in tmux", `tmux new-session -d -s aztec "cd /srv && ${START}"`],
    ["typed into tmux", `tmux new -d -s aztec\ntmux send-keys -t aztec "${START}" C-m`],
    ["of pm2", "pm2 start aztec --name seq -- start --node --network testnet"],
    ["of another user", `sudo -u aztec -E nice -n 5 ${START}`],
    ["of su", `su - aztec -c "${START}"`],
    [
      "with Windows line ends and a byte order mark",
      `\uFEFF#!/bin/bash\r\naztec start --node \\\r\n  --network testnet\r\n`,
    ],
  ])("%s is read", (_, text) => {
    expect(started(text)).toMatchObject({ flags: FLAGS, unknown: [] });
  });

  it("that runs another one gives it its arguments and its exported variables alone", () => {
    write("bin/run.sh", '#!/bin/sh\naztec start --node --network "$2" --p2p.p2pIp $IP --l1-rpc-urls $L1\n');
    const { flags, unknown } = started("#!/bin/sh\nexport IP=20.30.40.50\nL1=http://x\n./bin/run.sh fast testnet\n");
    expect([flags, unknown]).toEqual([{ ...FLAGS, "--p2p.p2pIp": "20.30.40.50" }, ["--l1-rpc-urls"]]);
  });

  it("finds files beside itself and in the folder that it enters", () => {
    const own = `HERE="$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)"`;
    const run = `docker run -v "$HERE"/data:/a -v $(dirname $0)/keys:/b -v ./c:/c -v d:/d aztecprotocol/aztec:5.2.0 start --node`;
    expect(started(`${own}\ncd /opt/node\n${run}`).mounts).toEqual(["~/data", "~/keys", "/opt/node/c", "d"]);
  });

  it.each([
    ["of a test that holds", "A=1", '[ -n "$A" ] && LOG_LEVEL=debug', "debug"],
    ["of a test that does not hold", "A=1\nexport LOG_LEVEL=info", '[ -z "$A" ] && LOG_LEVEL=debug', "info"],
    ["of a file that is there", "", "if [ -f ./x.env ]; then . ./x.env; else LOG_LEVEL=info; fi", "debug"],
    ["after a test that decides otherwise", "N=main", '[ "$N" = test ] || LOG_LEVEL=debug', "debug"],
  ])("has the value %s", (_, before, condition, value) => {
    write("x.env", "LOG_LEVEL=debug\n");
    expect(started(`${before}\nexport LOG_LEVEL\n${condition}\n${START}`).vars).toEqual({ LOG_LEVEL: value });
  });

  it.each([
    ["a test of its argument", '[ "$1" = x ] && LOG_LEVEL=debug'],
    ["the result of a program", "grep -q x /etc/hosts && LOG_LEVEL=debug"],
    ["a failure", "grep -q x /etc/hosts || LOG_LEVEL=debug"],
    ["a case", 'case "$1" in\nx) LOG_LEVEL=debug ;;\nesac'],
    ["a test of a file that is not here", "if [ -f /gone/x ]; then LOG_LEVEL=debug; fi"],
  ])("has an unknown value, and no default in its place, after %s", (_, condition) => {
    const text = `export LOG_LEVEL=info\n${condition}\nexport LOG_LEVEL\n${START} --p2p.p2pIp \${LOG_LEVEL:-1.2.3.4}`;
    expect(started(text)).toMatchObject({ vars: {}, flags: FLAGS, unknown: ["--p2p.p2pIp", "LOG_LEVEL"] });
  });

  it("that runs itself is refused", () => {
    expect(() => started("#!/bin/sh\n./start.sh\n")).toThrow("start.sh runs itself without end");
  });
});

describe("a unit of systemd", () => {
  it("has comments between its lines, specifiers, and a script with arguments", () => {
    write("run.sh", '#!/bin/sh\naztec start --node --network "$1" --data-directory "$2"\n');
    const unit = `[Service]\nUser=me\nExecStart=${folder.path}/run.sh testnet \\\n  # where the data is\n  %h/%i\n`;
    expect(started(unit, "aztec@one.service").flags).toEqual({ ...FLAGS, "--data-directory": "/home/me/one" });
  });

  it("of a user who is not on this machine has an unknown data directory, unless it sets the home", () => {
    const unit = (more: string) => started(`[Service]\nUser=nobody-here\n${more}ExecStart=${START}\n`, "aztec.service");
    expect(unit("").unknown).toEqual(["DATA_DIRECTORY"]);
    expect(unit("Environment=HOME=/srv/home\n").unknown).toEqual([]);
  });

  it("that is a template is refused without the name of an instance", () => {
    expect(() => started(`[Service]\nExecStart=${START} --data-directory /srv/%i\n`, "aztec@.service")).toThrow(
      "is a template, and the name of its instance is a part of its values",
    );
  });
});
