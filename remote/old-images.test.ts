/** Images of earlier releases: which of them can go, and the commands that find and remove them. */
import { describe, expect, it } from "vitest";
import { type HostImages, oldImages, removeOldImages } from "./old-images";

const VENDOR = "aztecprotocol/aztec";
const image = (reference: string) => ({ reference, id: `sha256:${reference}` });
const NODE = { image: `sha256:${VENDOR}:5.2.0`, volumes: ["aztec-validator-mainnet-data"] };
const DATA = { name: "aztec-validator-mainnet-data", stack: "aztec-validator/mainnet" };
const CURRENT = NODE.image;

const host: HostImages = {
  images: ["4.1.2", "5.2.0", "5.1.0", "5.0.0", "4.10.0"].map((release) => image(`${VENDOR}:${release}`)),
  containers: [NODE],
  volumes: [DATA],
};
const selected = (changed: Partial<HostImages>, kept?: string[], current = CURRENT) =>
  oldImages({ ...host, ...changed }, current, kept);

describe("images of earlier releases", () => {
  it("go, oldest first, but for the newest of them", () => {
    expect(selected({})).toEqual({
      images: [`${VENDOR}:4.1.2`, `${VENDOR}:4.10.0`, `${VENDOR}:5.0.0`],
      stoppedStacks: [],
    });
  });

  it("go but for the release that ran before, if it is known", () => {
    expect(selected({}, ["4.10.0"]).images).toEqual([`${VENDOR}:4.1.2`, `${VENDOR}:5.0.0`, `${VENDOR}:5.1.0`]);
    expect(selected({}, []).images).toHaveLength(4);
  });

  it("stay if a container uses them, running or not, by whichever name", () => {
    const other = { image: `sha256:${VENDOR}:4.1.2`, volumes: [] };
    expect(selected({ containers: [NODE, other] }).images).toEqual([`${VENDOR}:4.10.0`, `${VENDOR}:5.0.0`]);
    const named = { reference: `${VENDOR}:4.0.1`, id: other.image };
    expect(selected({ images: [...host.images, named], containers: [NODE, other] }).images).not.toContain(
      named.reference,
    );
  });

  it("are those of the same image alone, under the vendor's old or new name", () => {
    const images = [
      ...["azteclabs/aztec:6.0.0", `${VENDOR}:5.2.0`, `${VENDOR}:5.1.0`, "aztecprotocol/aztec-prover-agent:5.1.0"],
      ...["postgres:5.0.0", "someone/aztec:5.0.0", `${VENDOR}:latest`, `${VENDOR}:5.0.0-arm64`, "<none>:<none>"],
      "aztec-validator/node:4.1.2-0f1e2d3c4b5a",
    ].map(image);
    const containers = [{ image: "sha256:azteclabs/aztec:6.0.0", volumes: [] }];
    const { images: found } = selected({ images, containers }, [], "sha256:azteclabs/aztec:6.0.0");
    expect(found).toEqual([`${VENDOR}:5.1.0`, `${VENDOR}:5.2.0`]);
  });

  it("may be those of a stack that has a volume and no container", () => {
    const testnet = { name: "aztec-validator-testnet-data", stack: "aztec-validator/testnet" };
    expect(selected({ volumes: [DATA, testnet] }).stoppedStacks).toEqual(["aztec-validator/testnet"]);
  });
});

/** A host's Docker. @param volumes lines of its list of volumes */
function fakeDocker(volumes: string, removal = { code: 0, text: "" }) {
  const run: string[] = [];
  const answers: Readonly<Record<string, string>> = {
    "container inspect --format {{.Image}} node": CURRENT,
    "image ls": host.images
      .map(({ reference, id }) =>
        JSON.stringify({ Repository: VENDOR, Tag: reference.split(":")[1], ID: id, Size: "1GB" }),
      )
      .join("\n"),
    "container ls": "0123\n",
    "container inspect": JSON.stringify({ Image: CURRENT, Mounts: [{ Name: DATA.name }, { Source: "/srv" }] }),
    "volume ls": volumes,
  };
  const docker = (args: readonly string[]) => {
    const command = args.join(" ");
    run.push(command);
    if (command.startsWith("image rm")) return Promise.resolve(removal);
    const text = Object.entries(answers).find(([start]) => command.startsWith(start))?.[1];
    return Promise.resolve(text === undefined ? { code: 1, text: "no such command" } : { code: 0, text });
  };
  return { docker, run };
}

describe("a node that is ready", () => {
  const OWN = `${DATA.name}\t${DATA.stack}\n`;
  const GONE = `${VENDOR}:4.1.2 ${VENDOR}:4.10.0 ${VENDOR}:5.0.0`;
  const removed = async (volumes: string, removal?: { code: number; text: string }) => {
    const { docker, run } = fakeDocker(volumes, removal);
    const lines: string[] = [];
    await removeOldImages(docker, "node", undefined, (line) => lines.push(line));
    return { lines, commands: run.filter((command) => command.startsWith("image rm")) };
  };

  it("has the images of earlier releases removed, without force", async () => {
    const { lines, commands } = await removed(OWN);
    expect(commands).toEqual([`image rm ${GONE}`]);
    expect(lines).toEqual([`Removed the images of earlier releases: ${GONE.replaceAll(" ", ", ")}`]);
  });

  it("has the command printed instead, if a stack without a container may use one", async () => {
    const { lines, commands } = await removed(`${OWN}other-data\taztec-validator/other\n`);
    expect(commands).toEqual([]);
    expect(lines[0]).toContain(
      `If aztec-validator/other, which has no container now, needs none: docker image rm ${GONE}`,
    );
  });

  it("stays ready if they cannot be removed", async () => {
    const { lines } = await removed(OWN, { code: 1, text: "conflict: unable to remove" });
    expect(lines).toEqual(["Images of earlier releases could not be removed: conflict: unable to remove"]);
  });
});
