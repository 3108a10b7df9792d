/** A node that a script, a systemd unit or a `docker run` line starts. */
import { describe, expect, it } from "vitest";
import { importStack } from "../../convert/index";
import { manualSteps } from "../../manual-steps";
import { readOldInstallation } from "../old-files";
import { LOCAL_RELEASE } from "../../../../test/fixtures/stacks";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();
const { write } = folder;

function imported(...files: string[]) {
  const { installation } = readOldInstallation(files, { shell: { HOME: "/home/operator" } });
  const stack = importStack(installation, {}, { values: {}, localRelease: LOCAL_RELEASE });
  const steps = manualSteps(installation, stack, { stack: "main", volume: "aztec-validator-main-data" });
  const short = (text: string) => text.replaceAll(folder.path, "~");
  return { ...stack, installation, commands: steps.flatMap(({ commands }) => commands).map(short) };
}

const FLAGS = `--node --sequencer --network testnet \\
  --l1-rpc-urls "$L1" \\
  --l1-consensus-host-urls https://beacon.example.org \\
  --sequencer.coinbase 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed \\
  --p2p.p2pIp 20.30.40.50 --p2p.p2pPort 40401`;

const settings = {
  network: "testnet",
  ethereumHosts: "https://ethereum.example.org",
  l1ConsensusHosts: "https://beacon.example.org",
  coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  "p2p.announceIp": "20.30.40.50",
  "p2p.port": "40401",
};

describe("a script", () => {
  it("is read with its exports, other files and continued lines", () => {
    write("node.env", "P2P_MAX_PEERS=50\n");
    const file = write(
      "start.sh",
      `#!/bin/bash\nset -a; . ./node.env; set +a\nexport L1=https://ethereum.example.org # mine\nexport LOG_LEVEL='debug'\nexec aztec start ${FLAGS} 2>&1 | tee node.log\n`,
    );
    const { values, unknown, commands } = imported(file);
    expect(unknown).toEqual([]);
    expect(values).toMatchObject({
      ...settings,
      logLevel: "debug",
      "p2p.maxPeers": "50",
      "storage.path": "/home/operator/.aztec/testnet/data",
    });
    expect(commands[0]).toMatch(/^sudo sh -c 'cd .* sh \/home\/operator\/\.aztec\/testnet\/data$/);
  });

  it("with a value of a command, or of nowhere, names what is unknown and where", () => {
    const file = write(
      "start.sh",
      `IP=$(curl -s ip.example.org)\naztec start --node --network testnet --p2p.p2pIp $IP --l1-rpc-urls $L1\n`,
    );
    expect(
      imported(file).unknown.flatMap(({ from, variables }) => variables.map(({ name }) => `${from} ${name}`)),
    ).toEqual(["--p2p.p2pIp OUTPUT_OF_curl", "--l1-rpc-urls L1"]);
  });

  it.each([
    ["that starts nothing", "#!/bin/sh\necho hello\n", /has no line that starts an Aztec node/],
    ["that starts two", "aztec start --node\naztec start --prover-node\n", /starts 2 Aztec nodes/],
    [
      "with a condition around the node",
      'if [ "$1" = go ]; then\naztec start --node\nfi\n',
      /line 2 starts the node only under a condition/,
    ],
    [
      "that reads a file that is not here",
      ". ./gone.env\naztec start --node\n",
      /line 1 reads .*gone\.env, which cannot be read/,
    ],
    ["that runs docker compose", "docker compose up -d\n", /line 1 runs docker compose/],
  ])("%s is refused with what to give instead", (_, text, message) => {
    expect(() => imported(write("start.sh", text))).toThrow(message);
  });

  it("with supervised-start is read as with start", () => {
    const file = write("start.sh", `L1=https://ethereum.example.org\nnohup aztec supervised-start ${FLAGS} &\n`);
    expect(imported(file).values).toMatchObject(settings);
  });
});

describe("a file of another program that starts nodes", () => {
  const START = "aztec start --node --sequencer --network testnet";
  it.each([
    ["aztec.conf", `[program:aztec]\ncommand=${START}\nautostart=true\n`, "a configuration of supervisord, "],
    [
      "ecosystem.config.js",
      `module.exports = { apps: [{ script: "aztec", args: "start --node" }] };\n`,
      "a configuration of pm2, ",
    ],
    ["pm2.json", `{"apps":[{"script":"aztec","args":"start --node"}]}\n`, "a configuration of pm2, "],
    ["pm2.yml", `apps:\n  - script: aztec\n    args: start --node\n`, "a configuration of pm2, "],
    ["aztec", `#!/sbin/openrc-run\ncommand="aztec"\ncommand_args="start --node"\n`, "a service of OpenRC, "],
    ["aztec.plist", `<?xml version="1.0"?>\n<plist version="1.0"><dict></dict></plist>\n`, "a service of launchd, "],
    ["aztec.kube", "[Kube]\nYaml=aztec.yml\n", "a Quadlet that starts no container of its own. Pass the one"],
    ["config.toml", `# node\n[node]\nnetwork = "mainnet"\n`, "a configuration with sections, "],
    ["aztec.timer", "[Timer]\nOnBootSec=1min\n", "a timer of systemd. Pass the unit that it starts"],
    ["crontab.txt", "@reboot cd /root/aztec && docker compose up -d\n", "a crontab. Pass what its line starts"],
    ["root", "# m h\n*/5 * * * * root /root/start.sh\n", "a crontab. Pass what its line starts"],
    ["Dockerfile", `FROM aztecprotocol/aztec:6.0.0\nCMD ["start", "--node"]\n`, "a Dockerfile, "],
    [
      "main.tf",
      `resource "docker_container" "aztec" {\n  image = "aztecprotocol/aztec:6.0.0"\n}\n`,
      "a configuration of Terraform, ",
    ],
    ["aztec.nomad", `job "aztec" {\n  group "g" {}\n}\n`, "a job of Nomad, "],
    [
      "start.bat",
      `docker run -d ^\n -e A=1 ^\n aztecprotocol/aztec:6.0.0 start --node\n`,
      "a script of another shell or language, ",
    ],
    ["start.ps1", `$env:A = "1"\naztec start --node\n`, "a script of another shell or language, "],
    ["start.fish", `set -x A 1\naztec start --node\n`, "a script of another shell or language, "],
    ["start", `#!/usr/bin/env fish\nset -x A 1\naztec start --node\n`, "a script of another shell or language, "],
    [
      "start.sh",
      `#!/usr/bin/python3\nimport os\nos.system("aztec start --node")\n`,
      "a script of another shell or language, ",
    ],
    ["start", `#!/bin/csh\nsetenv A 1\naztec start --node\n`, "a script of another shell or language, "],
  ])("%s is refused by what it is, with what to pass instead", (name, text, what) => {
    const file = write(name, text);
    expect(() => imported(file)).toThrow(`${file} is ${what}`);
  });

  it.each([
    "#!/bin/bash",
    "#!/usr/bin/env bash",
    "#!/bin/dash",
    "#!/usr/bin/env -S bash -e",
    "#!/bin/ksh",
    "#!/bin/zsh",
  ])("is none because it begins with %s", (first) => {
    const file = write("start", `${first}\naztec start ${FLAGS}\n`);
    expect(imported(file).values).toMatchObject({ network: "testnet" });
  });

  it("is refused if it sets nothing of a node, instead of becoming an empty stack", () => {
    const file = write("passwd", "root:x:0\nbackup:x:34\n");
    expect(() => imported(file)).toThrow("No variable in this file is one that an Aztec node reads. Pass a file");
  });

  it("is none because a script or a variable speaks of one", () => {
    const file = write("start.sh", `# from the crontab: @reboot\nexport FROM=x\naztec start ${FLAGS}\n`);
    expect(imported(file).values).toMatchObject({ network: "testnet" });
  });
});

describe("a docker run line", () => {
  it("becomes a stack with its volumes, ports, variables and hosts", () => {
    const file = write(
      "run.txt",
      `sudo docker run -d --name aztec --restart always -e L1_CONSENSUS_HOST_URLS=https://beacon.example.org \\\n --env DATA_DIRECTORY=/data -v old_data:/data -p 40401:40400 -p 40401:40400/udp --add-host host.docker.internal:host-gateway \\\n --label a=b aztecprotocol/aztec:6.0.0 start --node --sequencer --network testnet --l1-rpc-urls http://host.docker.internal:8545\n`,
    );
    const { values, dropped, commands } = imported(file);
    expect(values).toMatchObject({
      network: "testnet",
      release: "6.0.0",
      ethereumHosts: "http://host.docker.internal:8545",
      extraHosts: "host.docker.internal:host-gateway",
      "p2p.port": "40401",
    });
    expect(dropped).toContainEqual({ from: "--label", reason: "a stack has its own, or none" });
    expect(commands[0]).toBe("docker stop --time 120 aztec");
    expect(commands[1]).toMatch(/^docker volume inspect old_data >/);
    expect(commands.at(-1)).toBe("docker rm aztec");
  });

  it.each([
    ["-dp 40401:40400 -itv chain:/data -Pde LOG_LEVEL=debug -dm=8g"],
    ["-dp40401:40400 -itvchain:/data -PdeLOG_LEVEL=debug -m 8g"],
  ])("may join the letters of its options: %s", (options) => {
    const file = write("run.sh", `docker run ${options} aztecprotocol/aztec:6.0.0 start --node --network testnet\n`);
    const { values, installation } = imported(file);
    expect(values).toMatchObject({ "p2p.port": "40401", logLevel: "debug", memoryMb: "8192" });
    expect(installation.mounts).toEqual([{ target: "/data", volume: "chain" }]);
  });

  it("with a shell in the container has the container's variables", () => {
    const file = write(
      "run.sh",
      `docker run -e ETHEREUM_HOSTS=https://ethereum.example.org --entrypoint sh aztecprotocol/aztec:6.0.0 -c 'aztec start --node --network testnet --l1-rpc-urls $ETHEREUM_HOSTS'\n`,
    );
    expect(imported(file).values.ethereumHosts).toBe("https://ethereum.example.org");
  });
});

describe("a systemd unit", () => {
  it("is read with its environment, files, drop-ins and continued lines", () => {
    const env = write("node.env", "P2P_MAX_PEERS=50\n");
    const file = write(
      "aztec.service",
      `[Unit]\nDescription=x\n[Service]\nUser=operator\nEnvironment="L1=https://gone.example.org" LOG_LEVEL=debug\nEnvironmentFile=${env}\nExecStart=/usr/local/bin/aztec start ${FLAGS}\nRestart=always\n[Install]\nWantedBy=multi-user.target\n`,
    );
    write("aztec.service.d/override.conf", "[Service]\nEnvironment=L1=https://ethereum.example.org\n");
    const { values, dropped, commands } = imported(file);
    expect(values).toMatchObject({ ...settings, logLevel: "debug", "p2p.maxPeers": "50" });
    expect(dropped).toContainEqual({
      from: "Restart",
      reason: "systemd's; Docker starts and limits the node of a stack",
    });
    expect(commands[0]).toBe("sudo systemctl disable --now aztec.service");
  });

  const IMAGE = "aztecprotocol/aztec:6.0.0 start --node --network testnet";
  const unit = (exec: string, more = "") => {
    const file = write("aztec.service", `[Service]\nEnvironment=DATA_DIRECTORY=/data\nExecStart=${exec}\n${more}`);
    return imported(file).commands.filter((command) => /^docker (?!volume)|systemctl|docker rm/.test(command));
  };
  const disable = "sudo systemctl disable --now aztec.service";

  it.each([
    ["in the background", "-d --restart always --name aztec", ""],
    ["in the foreground", "--name aztec", ""],
    ["that stays active without a program", "-d --name aztec", "Type=oneshot\nRemainAfterExit=yes\n"],
  ])("with a container %s has the container stopped and removed too", (_, options, more) => {
    expect(unit(`docker run ${options} -e DATA_DIRECTORY -v chain:/data ${IMAGE}`, more)).toEqual([
      disable,
      "docker stop --time 120 aztec",
      "docker rm aztec",
    ]);
  });

  it("with a container that is removed when it stops has one stopped that outlives the unit", () => {
    const stop = "docker ps --all --quiet --filter 'name=^aztec$' | xargs -r docker stop --time 120";
    const run = `docker run --name aztec -e DATA_DIRECTORY -v chain:/data`;
    expect(unit(`${run} --rm ${IMAGE}`)).toEqual([disable, stop]);
    expect(unit(`${run} ${IMAGE}`, "ExecStopPost=-/usr/bin/docker rm -f aztec\n")).toEqual([disable, stop]);
  });

  it("that removes the only copy of the data as it stops is paused and copied first", () => {
    const [pause, disabled, remove] = unit(
      `docker run --name aztec ${IMAGE}`,
      "ExecStopPost=/usr/bin/docker rm -f aztec\n",
    ).map((command) => command.replace(/^.* && (?=docker)/, ""));
    expect([pause, disabled, remove]).toEqual([
      "docker pause aztec",
      disable,
      "docker ps --all --quiet --filter 'name=^aztec$' | xargs -r docker rm --force",
    ]);
  });
});
