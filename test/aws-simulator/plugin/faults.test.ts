/** A busy AWS is queried again, as the AWS provider does; an expired session is an error at once, in its words. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeVolumesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { asProvider } from "./clients";
import { injectFaults } from "./faults";

let server: Server;
let queries = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    queries += 1;
    response.end(
      '<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><volumeSet/></DescribeVolumesResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());
afterEach(() => Reflect.deleteProperty(process.env, "AZTEC_VALIDATOR_CLOUD_FAULT"));

function client(): EC2Client {
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const made = new EC2Client({
    region: "eu-central-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    maxAttempts: 25,
  });
  injectFaults(made);
  return made;
}

it("a call that AWS throttles is made again until it is answered", async () => {
  process.env.AZTEC_VALIDATOR_CLOUD_FAULT = "DescribeVolumes:RequestLimitExceeded:2";
  queries = 0;
  const { $metadata, Volumes } = await client().send(new DescribeVolumesCommand({}));
  expect([$metadata.attempts, Volumes]).toEqual([3, []]);
  expect(queries).toBe(1);
});

it.each([
  ["RequestExpired", "Request has expired."],
  ["ExpiredToken", "The security token included in the request is expired"],
])("%s ends a call", async (code, text) => {
  process.env.AZTEC_VALIDATOR_CLOUD_FAULT = `DescribeVolumes:${code}`;
  const error = await client()
    .send(new DescribeVolumesCommand({}))
    .catch((caught: unknown) => asProvider(caught));
  expect(error).toEqual(
    new Error(`operation error EC2, https response error StatusCode: 400, api error ${code}: ${text}`),
  );
});
