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
    ["behind a command that reads another's output", `bash -i <(curl -s https://x.example.org)\n${START}`],
    ["with options in a case", `case $1 in\n --fast) F=1 ;;\nesac\n${START}`],
    [
      "with a default that a line assigns",
      `: "\${NET:=testnet}" "\${NET:=mainnet}"\naztec start --node --network $NET`,
    ],
    ["with eval", `C="${START}"\neval $C`],
    ["with a local variable", `go() {\n  local net=testnet\n  aztec start --node --network "$net"\n}\ngo`],
    [
      "with Windows line ends and a byte order mark",
      `\uFEFF#!/bin/bash\r\naztec start --node \\\r\n  --network testnet\r\n`,
    ],
  ])("%s is read", (_, text) => {
    expect(started(text)).toMatchObject({ flags: FLAGS, unknown: [] });
  });

  describe("that has a default for a variable of the operator's shell", () => {
    const network = (text: string, shell: Record<string, string>) => {
      const { installation } = readOldInstallation([write("start.sh", text)], { shell });
      return [installation.flags?.["--network"], installation.notes];
    };
    const note = "NET: taken from this shell, whose variables win over the .env as in Docker Compose";
    const start = "aztec start --node --network";

    it.each([
      `${start} $NET`,
      `${start} \${NET:-testnet}`,
      `NETWORK="\${NET-testnet}"\n${start} $NETWORK`,
      `: "\${NET:=testnet}"\n${start} $NET`,
      `${start} \${NET:+$NET}`,
      `go() { ${start} "\${1:-none}"; }\ngo \${NET:-testnet}`,
    ])("takes the shell's value, and says so: %j", (text) => {
      expect(network(text, { NET: "mainnet" })).toEqual(["mainnet", [note]]);
    });

    it.each([
      ["an empty one", `${start} \${NET:-testnet}`, { NET: "" }],
      ["none", `${start} \${NET:-testnet}`, {}],
      ["one that the script sets", `NET=\nexport NET\n${start} \${NET:-testnet}`, { NET: "mainnet" }],
      ["one that the script unsets", `unset NET\n${start} \${NET:-testnet}`, { NET: "mainnet" }],
    ])("takes the default for %s", (_, text, shell) => {
      expect(network(text, shell)).toEqual(["testnet", []]);
    });

    it("gives the shell's value to another script too", () => {
      write("run.sh", `#!/bin/sh\n${start} "\${NET:-testnet}"\n`);
      expect(network("./run.sh", { NET: "mainnet" })).toEqual(["mainnet", [note]]);
    });
  });

  it.each([
    ["a remark with a backslash", "# not used \\\nexport LOG_LEVEL=debug", "debug"],
    ["a remark behind a command", "A=1 # not used \\\nexport LOG_LEVEL=debug", "debug"],
    ["a remark sign in quotes", 'A="x #y"\nexport LOG_LEVEL=debug', "debug"],
    ["single quotes with a backslash", "A='x\\'\nexport LOG_LEVEL=debug", "debug"],
    ["dollar quotes with an escaped one", "A=$'it\\'s'\nexport LOG_LEVEL=debug", "debug"],
    ["a word over two lines", "export LOG_LEVEL=de\\\nbug", "debug"],
    ["a quoted word over two lines", 'export LOG_LEVEL="de\\\nbug"', "debug"],
    ["an escaped backslash at the end", "A=x\\\\\nexport LOG_LEVEL=debug", "debug"],
  ])("goes on or ends at a line's end as in a shell, with %s", (_, before, value) => {
    expect(started(`${before}\n${START}`)).toMatchObject({ vars: { LOG_LEVEL: value }, flags: FLAGS });
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

  it("has the text of a file where it prints it", () => {
    write("net.txt", "testnet\n");
    for (const print of ["$(cat net.txt)", '"$(< ./net.txt)"', `\`/bin/cat ${folder.path}/net.txt\``])
      expect(started(`aztec start --node --network ${print}`)).toMatchObject({ flags: FLAGS, unknown: [] });
    expect(started("aztec start --node --network $(cat gone.txt)").unknown).toEqual(["--network"]);
  });

  it.each([
    "export $(grep -v '^#' .env | xargs)",
    "export $(cat .env | grep -v '#' | xargs -0)",
    "export $(xargs < .env)",
    "set -a\n. ./.env",
  ])("has the variables of a file by %j", (line) => {
    write(".env", '# mine\nLOG_LEVEL="debug"\nP2P_IP=20.30.40.50\n');
    expect(started(`${line}\n${START}`).vars).toEqual({ LOG_LEVEL: "debug", P2P_IP: "20.30.40.50" });
  });

  it("that exports what another command prints is refused: variables would be lost", () => {
    expect(() => started(`export $(vault read x)\n${START}`)).toThrow("line 1 exports what a command prints");
    expect(() => started(`export $(cat gone.env | xargs)\n${START}`)).toThrow("line 1 exports what a command prints");
  });

  it.each(["env $(cat .env | xargs)", "sudo -E LOG_LEVEL=debug", "systemd-run --user --setenv=LOG_LEVEL=debug"])(
    "has the variables of %j",
    (before) => {
      write(".env", "LOG_LEVEL=debug\n");
      expect(started(`${before} ${START}`)).toMatchObject({ vars: { LOG_LEVEL: "debug" }, flags: FLAGS });
    },
  );

  it("has its user's home for ~, and another user's home is unknown", () => {
    const run = "docker run -v ~/data:/a -v $HOME/keys:/b -v '~/c':/c aztecprotocol/aztec:5.2.0 start --node";
    expect(started(run).mounts).toEqual(["/home/me/data", "/home/me/keys", "~/~/c"]);
    expect(started("D=~/chain\naztec start --node --data-directory $D").flags?.["--data-directory"]).toBe(
      "/home/me/chain",
    );
    expect(started("aztec start --node --data-directory ~nobody-here/x").unknown).toEqual(["--data-directory"]);
  });

  it.each([
    [`sudo ${START}`, "/root/.aztec/testnet/data"],
    [`sudo -E ${START}`, "/home/me/.aztec/testnet/data"],
    [`sudo -u root -H ${START}`, "/root/.aztec/testnet/data"],
    [`sudo -u nobody-here ${START}`, undefined],
    [`su - nobody-here -c "${START}"`, undefined],
    ["cd /srv/node && aztec start --node --data-directory ./chain", undefined],
  ])("of %s has the data of the user that runs it", (text, directory) => {
    const { installation } = readOldInstallation([write("start.sh", text)], {
      shell: { HOME: "/home/me", USER: "me" },
    });
    expect(installation.env.DATA_DIRECTORY).toBe(directory);
  });

  it("outside a container has its directories below the folder where it runs", () => {
    expect(
      started("cd /srv/node && KEY_STORE_DIRECTORY=keys aztec start --node --data-directory ./chain"),
    ).toMatchObject({
      flags: { "--data-directory": "/srv/node/chain" },
      vars: { KEY_STORE_DIRECTORY: "/srv/node/keys" },
    });
  });

  it.each([
    ["a blank behind the backslash", `${START} \\ \n  --p2p.p2pIp 20.30.40.50\n`],
    ["a comment between the lines", `${START} \\\n  # address\n  --p2p.p2pIp 20.30.40.50\n`],
  ])("whose line ends at %s is refused: the old node did not get the rest", (_, text) => {
    expect(() => started(text)).toThrow(/line [23] begins with an option, and the line before it does not continue/);
  });

  it.each([
    ["docker-compose up -d", "runs docker-compose. Pass the folder of its compose file"],
    ["docker stack deploy -c stack.yml aztec", "deploys a Swarm stack. Pass the stack's own file"],
    ["docker service create --name a aztecprotocol/aztec:5.2.0 start --node", "makes a service of Swarm"],
    ["sudo nerdctl run aztecprotocol/aztec:5.2.0 start --node", "runs another program than Docker or podman"],
    ["kubectl apply -f aztec.yml", "starts what Kubernetes runs"],
    ["helm upgrade --install aztec ./chart", "starts what Kubernetes runs"],
    ["ansible-playbook node.yml", "runs Ansible"],
  ])("of %s is refused by what that does", (text, message) => {
    expect(() => started(`#!/bin/sh\n${text}\n`)).toThrow(`start.sh line 2 ${message}`);
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

  it("passes variables on, removes others, and lists the files that systemd gives the node", () => {
    const lines = ["Environment=A=1 LOG_LEVEL=debug", "PassEnvironment=P2P_IP LOG_LEVEL", "UnsetEnvironment=A"];
    const unit = `[Service]\n${lines.join("\n")}\nLoadCredential=key:/etc/key\nExecStart=${START}\n`;
    expect(started(unit, "aztec.service")).toMatchObject({ vars: { LOG_LEVEL: "debug" }, unknown: ["P2P_IP"] });
    const { installation } = readOldInstallation([folder.at("aztec.service")], { shell: {} });
    expect(installation.dropped?.find(({ from }) => from === "LoadCredential")?.reason).toContain(
      "set in the stack what the node took",
    );
  });

  it("has one dollar for two, also for the shell that it starts", () => {
    const unit = `[Service]\nEnvironment=NET=testnet\nExecStart=/bin/sh -c 'exec aztec start --node --network $\${NET}'\n`;
    expect(started(unit, "aztec.service").flags).toEqual(FLAGS);
  });

  it("that is a template is refused without the name of an instance", () => {
    expect(() => started(`[Service]\nExecStart=${START} --data-directory /srv/%i\n`, "aztec@.service")).toThrow(
      "is a template, and the name of its instance is a part of its values",
    );
  });
});
