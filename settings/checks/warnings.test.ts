/** Warnings of settings that are valid. That right stacks have none is the test of settings/operators.test.ts. */
import { expect, it } from "vitest";
import { acceptedConfig, configOf, mainnet, onAws } from "../../test/fixtures/stacks";
import { bare } from "../../test/fixtures/wrong/ways";

const signed = { ...bare, attesterAddress: "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB" };

it.each([
  [
    "little memory",
    { ...mainnet, memoryMb: 2048 },
    "memoryMb is 2048: with less than 8192 MiB the kernel may kill a node of a public network, and 16384 are recommended.",
  ],
  [
    "a small disk on AWS",
    { ...onAws(mainnet), "aws.dataGb": 100 },
    "aws.dataGb is 100: the data of a public network grows over 500 GiB, and 1000 are recommended.",
  ],
  [
    "a bare key as the header Authorization",
    { ...mainnet, l1ConsensusHostApiKeys: ["abcdef"], l1ConsensusHostApiKeyHeaders: ["authorization"] },
    "l1ConsensusHostApiKeys[0] is the whole header Authorization, without Bearer or Basic before the key: most servers refuse it (401). Write Bearer <key>, or set in l1ConsensusHostApiKeyHeaders the header that the server's provider names.",
  ],
  [
    "private networks alone for SSH to AWS",
    { ...onAws(mainnet), "aws.access": "ssh", "aws.sshSources": ["10.8.0.0/16", "100.64.0.0/10"] },
    "aws.sshSources has private networks only, and `up` connects to the instance's public address, where none of them arrives. Over a VPN or a peered network it works if SSH's configuration has the instance's private address as the HostName of the public one. Else add this machine's public address with /32, or use aws.access: instance-connect, which opens no port.",
  ],
  [
    "an instance of a family that is not in the table",
    { ...onAws(mainnet), "aws.instanceType": "c9z.4xlarge" },
    "aws.instanceType is c9z.4xlarge, and the table of 2025-12 has no c9z: if it is not mistyped but newer, its size, disk and price are not checked.",
  ],
  [
    "a signer on the internet",
    { ...signed, remoteSignerUrl: "http://20.30.40.60:9000" },
    "remoteSignerUrl is at a public address without TLS: Web3Signer signs for everyone who reaches it. Use a private network.",
  ],
])("%s is accepted with a warning", (_, values, warning) => {
  expect(acceptedConfig(configOf(values)).warnings).toEqual([warning]);
});
