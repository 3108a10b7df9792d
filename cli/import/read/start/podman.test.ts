/** A node that podman runs: by a command, and by a Quadlet. Docker sees neither its containers nor its volumes. */
import { describe, expect, it } from "vitest";
import { importStack } from "../../convert/index";
import { manualSteps } from "../../manual-steps";
import { readOldInstallation } from "../old-files";
import { LOCAL_RELEASE } from "../../../../test/fixtures/stacks";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();

function imported(name: string, text: string) {
  const { installation } = readOldInstallation([folder.write(name, text)], { shell: { HOME: "/home/me" } });
  const stack = importStack(installation, {}, { values: {}, localRelease: LOCAL_RELEASE });
  const steps = manualSteps(installation, stack, { stack: "main", volume: "aztec-validator-main-data" });
  return {
    ...stack,
    installation,
    commands: steps.flatMap(({ commands }) => commands.map((one) => one.replaceAll(folder.path, "~"))),
  };
}

const IMAGE = "docker.io/aztecprotocol/aztec:6.0.0";

describe("podman run", () => {
  it("has its container stopped, copied and removed by podman", () => {
    const { commands } = imported(
      "start.sh",
      `podman run --replace --name aztec -v chain:/data:Z,U -e DATA_DIRECTORY=/data ${IMAGE} start --node --network testnet\n`,
    );
    expect(commands[0]).toBe("podman stop --time 120 aztec");
    expect(commands[1]).toMatch(
      /^sudo mkdir .* && podman volume inspect chain >\/dev\/null && podman run --rm .*source=chain,target=\/from,ro .* 'cd "\$1" && tar -cf - \.' sh \/from \| sudo tar -xf - -C \/srv\/aztec-validator-main-data$/,
    );
    expect(commands.at(-1)).toBe("podman rm aztec");
    expect(commands.filter((command) => /\bdocker /.test(command))).toEqual([]);
  });

  it("has keys of its volumes read by podman, with options and an image's name that podman 4.3 accepts", () => {
    const { commands } = imported(
      "start.sh",
      "podman run --name aztec -v keys:/keys -v chain:/data -e DATA_DIRECTORY=/data -e KEY_STORE_DIRECTORY=/keys aztecprotocol/aztec:6.0.0 start --node --sequencer --network testnet\n",
    );
    const [read = ""] = commands.filter((command) => command.includes("podman run") && command.includes("keystore"));
    expect(read).toContain(
      "podman volume inspect keys >/dev/null && podman run --rm --network none --user 0:0 --mount type=volume,source=keys,target=/from,ro --entrypoint sh docker.io/azteclabs/aztec:6.0.0 -c ",
    );
  });
});

describe("a Quadlet", () => {
  const text = `[Unit]
Description=Aztec
[Container]
Image=${IMAGE}
Environment=LOG_LEVEL=debug "DATA_DIRECTORY=/data"
EnvironmentFile=./node.env
Volume=chain.volume:/data
Volume=%h/keys:/keys:ro
PublishPort=40401:40400/udp
PublishPort=40401:40400
PodmanArgs=--memory 16g
Exec=start --node --sequencer \\
  --network testnet
AutoUpdate=registry
[Service]
Restart=always
`;

  it("is read as the podman run line that it stands for", () => {
    folder.write(".config/containers/systemd/node.env", "P2P_IP=20.30.40.50\n");
    const { values, dropped, installation, commands } = imported(".config/containers/systemd/aztec.container", text);
    expect(values).toMatchObject({
      network: "testnet",
      release: "6.0.0",
      logLevel: "debug",
      memoryMb: "16384",
      "p2p.port": "40401",
      "p2p.announceIp": "20.30.40.50",
    });
    expect(installation.mounts).toEqual([
      { target: "/data", volume: "systemd-chain" },
      { target: "/keys", directory: "/home/me/keys" },
    ]);
    expect(dropped).toContainEqual({ from: "AutoUpdate", reason: "podman's; a stack's container has its own" });
    const unit = "~/.config/containers/systemd/aztec.container";
    expect(commands[0]).toBe(
      `systemctl --user stop aztec.service && mv ${unit} ${unit}.old && systemctl --user daemon-reload`,
    );
  });

  it("of the system has root's podman, whose container is gone once it stops, and names secrets that podman has", () => {
    const quadlet = `[Container]\nImage=${IMAGE}\nVolume=chain.volume:/data\nEnvironment=DATA_DIRECTORY=/data\nSecret=vk,type=env,target=VALIDATOR_PRIVATE_KEYS\nExec=start --node --sequencer --network testnet\n`;
    const { commands, dropped } = imported("aztec.container", quadlet);
    expect(commands[1]).toMatch(/ && sudo podman volume inspect systemd-chain .* \| sudo tar -xf - -C \/srv\//);
    expect(commands.filter((command) => /(?<!sudo )podman (run|cp|volume)/.test(command))).toEqual([]);
    expect(dropped.find(({ from }) => from === "secret vk")?.reason).toContain(
      "what VALIDATOR_PRIVATE_KEYS gave the node",
    );
  });

  it("with its data in no volume is paused and copied first", () => {
    const quadlet = `[Container]\nImage=${IMAGE}\nExec=start --node --network testnet\n`;
    expect(imported("aztec.container", quadlet).commands[0]).toBe("sudo podman pause systemd-aztec");
  });

  it.each([
    ["without an image", "[Container]\nExec=start --node\n", "has no Image in its section [Container]"],
    ["whose image another file builds", "[Container]\nImage=aztec.build\n", "has its image in aztec.build"],
  ])("%s is refused", (_, quadlet, message) => {
    expect(() => imported("aztec.container", quadlet)).toThrow(message);
  });
});

describe("a container with --rm and its data in no volume", () => {
  it("is paused and copied before it is removed, and never stopped first", () => {
    const line = `docker run --rm --name aztec ${IMAGE} start --node --network testnet\n`;
    const { commands } = imported("run.sh", line);
    expect(commands[0]).toBe("docker pause aztec");
    expect(commands[1]).toMatch(/ && docker cp aztec:\/root\/\.aztec\/testnet\/data\/\. \/srv\//);
    expect(commands.at(-1)).toMatch(/^sudo sh -c 'cd "\$1" && if ls -d .* && docker rm --force aztec$/);
    expect(commands.filter((command) => command.includes("docker stop"))).toEqual([]);
  });

  it("counts an anonymous volume as none: Docker removes it with the container", () => {
    const line = `docker run --rm --name aztec -v /data -e DATA_DIRECTORY=/data ${IMAGE} start --node --network testnet\n`;
    expect(imported("run.sh", line).commands[0]).toBe("docker pause aztec");
  });

  it("needs no removal if its data is in a volume", () => {
    const line = `docker run --rm --name aztec -v chain:/data -e DATA_DIRECTORY=/data ${IMAGE} start --node --network testnet\n`;
    expect(imported("run.sh", line).commands.filter((command) => /^docker (rm|pause)/.test(command))).toEqual([]);
  });
});
