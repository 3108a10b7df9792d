/** The first queries of each program miss a new object; later ones find it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeInstancesCommand, DescribeVolumesCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { useFolder } from "../../fixtures/folder";
import { isLate, MISSED, noteMade } from "../ec2/unknown-yet";
import { idsIn, known, makeLate, notFound } from "./late";

const [INSTANCE, VOLUME, GROUP] = ["i-0123456789abcdef0", "vol-0123456789abcdef0", "sg-0123456789abcdef0"] as const;

const folder = useFolder();
let server: Server;
let answer = "";

beforeAll(async () => {
  server = createServer((_request, response) => response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());
beforeEach(() => vi.stubEnv("XDG_CACHE_HOME", folder.path));

function client(who: string): EC2Client {
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const made = new EC2Client({ region: "eu-central-1", endpoint: `http://127.0.0.1:${port}`, credentials });
  makeLate(made, who);
  return made;
}

const xml = (name: string, content: string) =>
  `<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${content}</${name}Response>`;
const REUSED = `<instanceId>${INSTANCE}</instanceId><groupSet><item><groupId>${GROUP}</groupId></item></groupSet>`;

describe("an instance that was just made", () => {
  it("is not found by its id at first, by each program anew; what it was made with is found at once", async () => {
    answer = xml("RunInstances", `<instancesSet><item>${REUSED}</item></instancesSet>`);
    const provider = client("provider");
    await provider.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1, SecurityGroupIds: [GROUP] }));
    answer = xml("DescribeInstances", "<reservationSet/>");
    for (const one of [provider, client("aws")]) {
      const errors: unknown[] = [];
      for (let query = 0; query <= MISSED; query += 1) {
        const request = one.send(new DescribeInstancesCommand({ InstanceIds: [INSTANCE] }));
        errors.push(
          await request.then(
            () => undefined,
            (error: unknown) => (error as Error).name,
          ),
        );
      }
      expect(errors).toEqual([...Array.from({ length: MISSED }, () => "InvalidInstanceID.NotFound"), undefined]);
    }
    expect(isLate(GROUP, "provider")).toBe(false);
  });
});

describe("a list", () => {
  it("leaves a late volume out at first, and has every other", async () => {
    const other = "vol-0fffffffffffffff0";
    const items = [VOLUME, other].map((id) => `<item><volumeId>${id}</volumeId></item>`).join("");
    answer = xml("DescribeVolumes", `<volumeSet>${items}</volumeSet>`);
    noteMade(VOLUME);
    const lists: unknown[] = [];
    for (let query = 0; query <= MISSED; query += 1) {
      const { Volumes = [] } = await client("aws").send(new DescribeVolumesCommand({}));
      lists.push(Volumes.map(({ VolumeId }) => VolumeId));
    }
    expect(lists).toEqual([...Array.from({ length: MISSED }, () => [other]), [VOLUME, other]]);
  });

  it("of reservations loses instances, and not the groups of those that stay", () => {
    const kept = { InstanceId: "i-2", SecurityGroups: [{ GroupId: GROUP }] };
    const all = { Reservations: [{ Instances: [{ InstanceId: INSTANCE }, kept] }], NextToken: "x" };
    expect(known(all, (id) => id === INSTANCE || id === GROUP)).toEqual({
      Reservations: [{ Instances: [kept] }],
      NextToken: "x",
    });
  });
});

it("nothing is late for ever: after ten seconds it is known, whoever asks", () => {
  noteMade(VOLUME);
  expect(isLate(VOLUME, "aws", Date.now() + 11_000)).toBe(false);
  expect(isLate(VOLUME, "aws")).toBe(true);
});

it("a request's ids are those of its fields, but not of a filter, which finds nothing instead", () => {
  const request = { VolumeId: VOLUME, Groups: [GROUP], Filters: [{ Name: "group-id", Values: ["sg-0fffffff"] }] };
  expect(idsIn(request, ["Filters"])).toEqual([VOLUME, GROUP]);
});

it.each([
  ["i", "InvalidInstanceID.NotFound"],
  ["vol", "InvalidVolume.NotFound"],
  ["sg", "InvalidGroup.NotFound"],
  ["sgr", "InvalidSecurityGroupRuleId.NotFound"],
  ["subnet", "InvalidSubnetID.NotFound"],
  ["eni", "InvalidNetworkInterfaceID.NotFound"],
  ["snap", "InvalidSnapshot.NotFound"],
  ["eipalloc", "InvalidAllocationID.NotFound"],
])("the error for an id of the kind %s is AWS's %s", (kind, code) => {
  expect(notFound(`${kind}-0123456789abcdef0`).name).toBe(code);
});
