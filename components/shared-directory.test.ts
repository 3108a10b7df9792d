/** Which containers and volumes of a host keep a new data volume from its directory. Docker is a stand-in. */
import { describe, expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { configOf, SECRETS, testnet } from "../test/fixtures/stacks";
import { find, runProgram } from "../test/fakes/recorder";
import { directoryUser, type HostUsers } from "./shared-directory";

const OWNER = "3f0c6a5e-0000-4000-8000-000000000000";
const own = { volume: "aztec-validator-testnet-data", owner: OWNER };

type Container = HostUsers["containers"][number];

const compose = (source: string, changes: Partial<Container> = {}): Container => ({
  name: "/aztec-sequencer",
  status: "running",
  restart: "unless-stopped",
  owner: "",
  mounts: [{ Source: source, RW: true }],
  ...changes,
});

const volume = (name: string, device: string, stack = "") => ({ name, device, stack });

/** Returns who has /srv/aztec. */
const userOf = (containers: HostUsers["containers"], volumes: HostUsers["volumes"] = []) =>
  directoryUser("/srv/aztec", { containers, volumes }, own);

describe("a directory for the data", () => {
  it.each(["/srv/aztec", "/srv/aztec/", "/srv/aztec/data", "/srv"])(
    "is refused while a foreign container writes to %s",
    (directory) => {
      expect(userOf([compose(directory)])).toEqual({ kind: "container", name: "aztec-sequencer", directory });
    },
  );

  it.each(["/srv/aztec2", "/srv/other", "/var/lib/docker/volumes/x/_data", ""])(
    "is accepted beside a container that has %s",
    (directory) => {
      expect(userOf([compose(directory)])).toBeUndefined();
    },
  );

  it("is refused while a container has it by a volume that is a mount of it", () => {
    const mounts = [{ Name: "old_data", Source: "/var/lib/docker/volumes/old_data/_data", RW: true }];
    const user = userOf([compose("", { mounts })], [volume("old_data", "/srv/aztec")]);
    expect(user).toEqual({ kind: "container", name: "aztec-sequencer", directory: "/srv/aztec" });
  });

  it.each(["paused", "restarting"])("is refused for a container that is %s", (status) => {
    expect(userOf([compose("/srv/aztec", { status })])?.name).toBe("aztec-sequencer");
  });

  it("is accepted after its old container has stopped, unless that starts again with Docker", () => {
    const stopped = { status: "exited" };
    expect(userOf([compose("/srv/aztec", stopped)])).toBeUndefined();
    expect(userOf([compose("/srv/aztec", { ...stopped, restart: "always" })])?.name).toBe("aztec-sequencer");
  });

  it("is refused if another stack has a volume there, with or without a container", () => {
    const name = "aztec-validator-mainnet-data";
    const other = volume(name, "/srv/aztec", "aztec-validator/mainnet");
    const user = { kind: "volume", name, stack: "aztec-validator/mainnet", directory: "/srv/aztec" };
    expect(userOf([], [other])).toEqual(user);
  });

  it("is accepted with the old volume of no stack, which alone changes nothing", () => {
    expect(userOf([], [volume("old_data", "/srv/aztec"), volume("nas", ":/srv/aztec", "p/other")])).toBeUndefined();
  });

  it("is accepted with the stack's own volume and containers, as a killed `up` leaves them", () => {
    const mounts = [{ Name: own.volume, Source: "/var/lib/docker/volumes/own/_data", RW: true }];
    const node = compose("", { name: "/aztec-validator-testnet", owner: OWNER, mounts });
    const helper = compose("", { name: "/quirky_curie", mounts });
    const data = volume(own.volume, "/srv/aztec", "aztec-validator/testnet");
    expect(userOf([node, helper], [data])).toBeUndefined();
  });

  it("is accepted beside tools that read it, or that have the whole disk", () => {
    const reader = compose("", { mounts: [{ Source: "/srv", RW: false }] });
    expect(userOf([reader, compose("/")])).toBeUndefined();
  });
});

describe("the hook of a new data volume", () => {
  const folder = useFolder({ onPath: true });
  const NAME = "refuse-shared-directory-aztec-validator-testnet-data";
  const storage = JSON.stringify({ kind: "bind", path: "/srv/aztec" });
  const stack = { name: "testnet", config: { ...configOf(testnet), storage }, secrets: SECRETS };

  /** Writes a Docker with these containers and volumes. */
  function writeDocker({ containers, volumes }: HostUsers, exit = 0) {
    const lines = (all: readonly object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join("");
    folder.write("containers", lines(containers));
    folder.write("volumes", lines(volumes));
    folder.program(
      "docker",
      `cd ${folder.path}
case "$*" in
  *" ls "*) echo one; echo two ;;
  *"container inspect"*) cat containers; echo "Error: No such container: two" >&2; exit ${exit} ;;
  *"volume inspect"*) cat volumes ;;
esac`,
    );
  }

  /** Returns what the hook refuses. */
  async function refusalOfHook(users: HostUsers, exit = 0): Promise<string> {
    const { hooks } = await runProgram(stack);
    writeDocker(users, exit);
    const hook = hooks.find(({ name }) => name === NAME);
    try {
      await hook?.callback({ urn: "", id: "", name: "", type: "" });
    } catch (error) {
      return error instanceof Error ? error.message : "no error";
    }
    return hook ? "nothing" : "no hook";
  }

  it("runs before the volume of a directory, and no other", async () => {
    expect(find(await runProgram(stack), "node-data").beforeCreate).toContain(NAME);
    const { hooks } = await runProgram({ ...stack, config: configOf(testnet) });
    expect(hooks.map(({ name }) => name)).not.toContain(NAME);
  });

  it("names the container that has the directory, the setting, and what to do", async () => {
    expect(await refusalOfHook({ containers: [compose("/srv/aztec/data")], volumes: [] })).toBe(
      "storage.path is /srv/aztec, and the host has a container with /srv/aztec/data already: aztec-sequencer. Two nodes in one directory damage each other's data, and a node deletes the data of another network when it starts. No node was started. Use another directory: pulumi config set --path storage.path <directory> --stack testnet. If it is an old node whose place this stack takes, remove it: docker --host unix:///var/run/docker.sock stop --time 120 aztec-sequencer && docker --host unix:///var/run/docker.sock rm aztec-sequencer. If it is no node, stop it until `up` has made the data volume.",
    );
  });

  it("names the stack whose volume has the directory", async () => {
    const other = volume("aztec-validator-mainnet-data", "/srv/aztec", "aztec-validator/mainnet");
    expect(await refusalOfHook({ containers: [], volumes: [other] })).toBe(
      "storage.path is /srv/aztec, and the host has a volume with that directory already: aztec-validator-mainnet-data, of the stack mainnet. Two nodes in one directory damage each other's data, and a node deletes the data of another network when it starts. No node was started. Use another directory: pulumi config set --path storage.path <directory> --stack testnet. If that stack is gone for good, remove its volume; the files stay: docker --host unix:///var/run/docker.sock volume rm aztec-validator-mainnet-data.",
    );
  });

  it("reads the other containers if one is removed in between", async () => {
    expect(await refusalOfHook({ containers: [], volumes: [] }, 1)).toBe("nothing");
    expect(await refusalOfHook({ containers: [compose("/srv/aztec")], volumes: [] }, 1)).toContain("aztec-sequencer");
  });
});
