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
    "a signer on the internet",
    { ...signed, remoteSignerUrl: "http://20.30.40.60:9000" },
    "remoteSignerUrl is at a public address without TLS: Web3Signer signs for everyone who reaches it. Use a private network.",
  ],
])("%s is accepted with a warning", (_, values, warning) => {
  expect(acceptedConfig(configOf(values)).warnings).toEqual([warning]);
});
