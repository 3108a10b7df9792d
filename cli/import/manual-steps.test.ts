/** The steps by hand of an import: what they never print, and what each command names. */
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { importStack } from "./convert";
import { manualSteps } from "./manual-steps";
import { composeInstallation } from "./read/installation";
import { useFolder } from "../../test/fixtures/folder";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

const target = { stack: "org/aztec/main", volume: "aztec-validator-main-data" };

/** @param mounts the volumes of a compose file, as YAML @param env further variables, as YAML */
function steps(mounts: string, env = "DATA_DIRECTORY: /data") {
  const text = `services: {node: {image: "aztecprotocol/aztec:5.2.0", volumes: ${mounts}, environment: {${env}}}}`;
  const file = { path: "/home/operator/aztec/compose.yml", text };
  const installation = composeInstallation([file], [], { shell: {}, read: () => undefined });
  const imported = importStack(installation, {}, { values: { network: "testnet" }, localRelease: LOCAL_RELEASE });
  return manualSteps(installation, imported, target);
}

/** @param keys further keys of the service, as YAML @param top further keys of the file */
function swarmSteps(keys: string, top = "") {
  const text = `services: {node: {image: "aztecprotocol/aztec:5.2.0", environment: {DATA_DIRECTORY: /data}, ${keys}}}\n${top}`;
  const file = { path: "/home/operator/aztec/compose.yml", text };
  const installation = composeInstallation([file], [], { shell: {}, read: () => undefined });
  const imported = importStack(installation, {}, { values: { network: "testnet" }, localRelease: LOCAL_RELEASE });
  return manualSteps(installation, imported, target);
}

const commands = (all: ReturnType<typeof steps>) => all.flatMap((step) => step.commands);

describe("the steps of an import", () => {
  it.each(["/", "/etc", "/usr/local", "/var/lib", "/home", "/home/operator", "/root", "/tmp/aztec", "/opt"])(
    "print no command that touches %s",
    (directory) => {
      const all = steps(`["${directory}:/data"]`);
      expect(commands(all).filter((command) => /chown|sudo/.test(command))).toEqual([]);
      expect(all[1]?.title).toContain(`The data is in ${directory}, which `);
      expect(all.map(({ commands: some }) => some.length)).toEqual([1, 0, 1]);
    },
  );

  it("name the stack in every command of Pulumi", () => {
    const all = [...steps('["data:/data"]'), ...steps("[]"), ...steps('["/srv/aztec:/data"]')];
    const pulumi = commands(all).filter((command) => command.includes("pulumi "));
    expect(pulumi.length).toBeGreaterThan(3);
    expect(pulumi.filter((command) => !command.includes("--stack org/aztec/main"))).toEqual([]);
  });

  it("quote the name of a volume", () => {
    const [, copy] = steps('["odd$(id) name:/data"]');
    expect(copy?.commands[0]).toMatch(/^docker volume inspect 'aztec_odd\$\(id\) name' >/);
    expect(copy?.commands[0]).toContain("--mount 'type=volume,source=aztec_odd$(id) name,target=/from,ro'");
  });

  it.each([
    ["an external secret", "secrets: [k]", "secrets: {k: {external: true}}"],
    ["a placeholder of Swarm", 'hostname: "{{.Node.Hostname}}"', ""],
    ["a place", "deploy: {placement: {constraints: [node.role == manager]}}, container_name: x", ""],
    ["an overlay network", "networks: [o]", "networks: {o: {driver: overlay}}"],
  ])("scale a service of Swarm down, by %s, and never stop a container that Swarm would replace", (_, keys, top) => {
    const all = swarmSteps(`volumes: ["data:/data"], ${keys}`, top);
    expect(commands(all).filter((command) => /docker (compose|stop|service)/.test(command))).toEqual([
      "docker service scale aztec_node=0",
      "docker service rm aztec_node",
    ]);
  });

  it.each([
    "deploy: {resources: {limits: {memory: 8g}}, restart_policy: {condition: any}, replicas: 1}",
    "restart: always",
  ])("stop a node of Docker Compose with %s", (keys) => {
    expect(commands(swarmSteps(`volumes: ["data:/data"], ${keys}`))[0]).toMatch(
      / && docker compose .* stop --timeout 120 node \|\| /,
    );
  });

  it("keep to Docker Compose where docker stack deploy refuses the file", () => {
    const all = swarmSteps("deploy: {placement: {constraints: []}, endpoint_mode: vip}, mem_limit: 8g");
    expect(commands(all)[0]).toMatch(/^docker compose /);
  });

  it("pause a service of Swarm whose data is in no volume, copy, and remove it; a global one cannot be scaled", () => {
    const titles = swarmSteps("deploy: {mode: global}").map(({ commands: some }) =>
      some[0]?.replace(/^.*&& (?=docker)/, ""),
    );
    const container = '"$(docker ps -q --filter label=com.docker.swarm.service.name=aztec_node)"';
    expect(titles).toEqual([
      `docker pause ${container}`,
      `docker cp ${container}:/data/. /srv/aztec-validator-main-data`,
      "docker service rm aztec_node",
    ]);
  });

  it("copy what had mounts of its own inside the data directory, before the directory gets its owner", () => {
    const own = steps('["/srv/aztec:/data", "/mnt/ws:/data/world_state", "/mnt/sp:/data/signing-protection"]');
    expect(own[1]?.title).toMatch(
      /^Copy the parts of the data that had mounts of their own, and give the data directory/,
    );
    expect(own[1]?.commands.map((command) => command.replace(/'[^']*'/, "…"))).toEqual([
      "sudo sh -c … sh /mnt/ws /srv/aztec/world_state",
      "sudo sh -c … sh /mnt/sp /srv/aztec/signing-protection",
      "sudo sh -c … sh /srv/aztec",
    ]);
    const [, inVolume] = steps('["data:/data", "/mnt/ws:/data/world_state", "./p2p:/data/p2p-private-key"]');
    expect(inVolume?.commands.length).toBe(2);
    expect(inVolume?.commands[1]).toMatch(
      /--mount type=bind,source=\/mnt\/ws,target=\/from,ro --mount type=volume,source=aztec-validator-main-data,target=\/to .* \/from \/to\/world_state$/,
    );
  });

  it("remove a container that has the only other copy of the data after a look at the copy", () => {
    const [, copy, remove] = steps("[]");
    expect(copy?.commands[0]).toMatch(/^sudo mkdir \/srv\/aztec-validator-main-data && .* cp node:\/data\/\. /);
    expect(remove?.commands[0]).toMatch(/^sudo sh -c 'cd "\$1" && if ls -d .* sh \/srv\/aztec-validator-main-data && /);
    expect(commands(steps('["/srv/aztec:/data"]')).at(-1)).toMatch(/ && docker compose .* rm --force node \|\| /);
  });
});

describe("the commands that stop and remove a node of Docker Compose", () => {
  const folder = useFolder({ onPath: true });
  const all = () => steps('["/srv/aztec:/data"]');
  /** Runs the first and the last command, which are those of Compose. */
  const run = () =>
    Promise.all(
      [all().at(0), all().at(-1)].map(async (step) => {
        const { exitCode, stderr } = await execa("sh", ["-c", step?.commands[0] ?? ""], { reject: false });
        return [exitCode, stderr];
      }),
    );

  it("fail without a container of the service, so that no later step works on data of a node that signs", async () => {
    // Differs from Docker: it has no container, and every other command succeeds.
    folder.program("docker", "exit 0");
    const why = "or is not of this project: find it with docker ps --all";
    expect(await run()).toEqual([
      [1, `node was not stopped, ${why}`],
      [1, `node was not removed, ${why}`],
    ]);
  });

  it("act on the container that is there", async () => {
    folder.program("docker", `case "$*" in *" ps "*) echo 1234 ;; *) echo "$*" >>${folder.at("done")} ;; esac`);
    expect(await run()).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(folder.lines("done").sort()).toEqual([
      "compose -f /home/operator/aztec/compose.yml rm --force node",
      "compose -f /home/operator/aztec/compose.yml stop --timeout 120 node",
    ]);
  });

  it("are not the end: nothing may run docker compose up again", () => {
    expect(all().at(-1)?.title).toBe(
      "Remove the old container. Make sure that nothing (systemd, cron, a terminal) runs docker compose up there again: two nodes that sign with one key are slashed. Its volumes stay.",
    );
  });
});
