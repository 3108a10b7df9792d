/** Calls for the rollup that a network runs: exact call data, and decoded results. */
import { describe, expect, it } from "vitest";
import { checksumAddress } from "../../keys/addresses";
import { networkFit } from "./network-fit";
import { PUBLIC_NETWORKS, publicNetwork, releaseOfRollup } from "./networks";
import {
  decodeAddedRollup,
  decodeAddress,
  decodeBytes32,
  decodeNumber,
  decodeProposalState,
  decodeProposalTimes,
  decodeText,
  encodeWord,
  PAYLOAD_WORD,
  ROLLUP_CALLS,
} from "./rollup-calls";
import { encodeActions, encodeProposal, moveTo, REGISTRY } from "../../test/fakes/fake-contracts";

const ROLLUP = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const OTHER = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";
const ROOT = `0x${"1a".repeat(32)}`;

/** Words of a result, encoded by viem. */
const ENCODED_ACTIONS = `0x${[
  "0000000000000000000000000000000000000000000000000000000000000020",
  "0000000000000000000000000000000000000000000000000000000000000002",
  "0000000000000000000000000000000000000000000000000000000000000040",
  "00000000000000000000000000000000000000000000000000000000000000e0",
  "00000000000000000000000035b22e09ee0390539439e24f06da43d83f90e298",
  "0000000000000000000000000000000000000000000000000000000000000040",
  "0000000000000000000000000000000000000000000000000000000000000024",
  "59264f000000000000000000000000008c2fb2a68a3d362ab1de99e06f83f890",
  "3160bbd900000000000000000000000000000000000000000000000000000000",
  "000000000000000000000000d73a91bdcf6891c7642f3e460036e1ef2cc23178",
  "0000000000000000000000000000000000000000000000000000000000000040",
  "0000000000000000000000000000000000000000000000000000000000000006",
  "a9059cbb00110000000000000000000000000000000000000000000000000000",
].join("")}`;
/** Words of a result, encoded by viem. */
const ENCODED_PROPOSAL = `0x${[
  "000000000000000000000000000000000000000000000000000000000003f480",
  "0000000000000000000000000000000000000000000000000000000000093a80",
  "000000000000000000000000000000000000000000000000000000000002a300",
  "0000000000000000000000000000000000000000000000000000000000093a80",
  "00000000000000000000000000000000000000000000000002c68af0bb140000",
  "0000000000000000000000000000000000000000000000000494654067e10000",
  "00000000000000000000000000000000000000000052b7d2dcc80cd2e4000000",
  "0000000000000000000000000000000000000000000000000000000000000002",
  "000000000000000000000000d73a91bdcf6891c7642f3e460036e1ef2cc23178",
  "0000000000000000000000001102471eb3378fee427121c9efcea452e4b6b75e",
  "0000000000000000000000000000000000000000000000000000000068e77800",
  "00000000000000000000000000000000000000000039e7139a8c08fa06000000",
  "0000000000000000000000000000000000000000000000000000000000000000",
].join("")}`;

describe("a text that a contract returned", () => {
  const word = (value: number) => encodeWord(BigInt(value));
  const bytes = Buffer.from("AZTEC").toString("hex").padEnd(64, "0");

  it("is read by its place and length", () => {
    expect(decodeText(`0x${word(32)}${word(5)}${bytes}`)).toBe("AZTEC");
    expect(decodeText(`0x${word(32)}${word(0)}`)).toBe("");
  });

  it.each(["0x", `0x${word(5)}`, `0x${bytes}`, `0x${word(64)}${word(5)}${bytes}`])("is undefined for %s", (hex) => {
    expect(decodeText(hex)).toBeUndefined();
  });
});

describe("call data", () => {
  it("is that of the contracts of release 4.1.2", () => {
    expect(ROLLUP_CALLS).toEqual({
      canonicalRollup: "0x971b0e6b",
      governance: "0x289b3c0d",
      version: "0x0d8e6e2c",
      genesisArchiveRoot: `0x3777e863${"0".repeat(64)}`,
      proposalCount: "0xda35c664",
      proposal: "0xc7f758a8",
      proposalState: "0x9080936f",
      actions: "0x504d080b",
      gse: "0xed9187b7",
      gasCap: "0xf852fef9",
      slotSeconds: "0xc4014c12",
      epochSlots: "0x5d3ea8f1",
    });
    expect(moveTo(ROLLUP)[0]?.[1]).toBe("0x59264f000000000000000000000000008c2fb2a68a3d362ab1de99e06f83f8903160bbd9");
  });
});

describe("a result", () => {
  it("is decoded as an address, a number, or 32 bytes", () => {
    expect(decodeAddress(`0x${encodeWord(ROLLUP)}`)).toBe(ROLLUP);
    expect(decodeNumber(`0x${encodeWord(2_914_217_885n)}`)).toBe(2_914_217_885);
    expect(decodeBytes32(ROOT)).toBe(ROOT);
  });

  it("of no contract, or with another type, is undefined", () => {
    for (const hex of ["0x", "", `0x${"0".repeat(64)}`, `0x${"f".repeat(64)}`, "0x12"])
      expect(decodeAddress(hex)).toBeUndefined();
    for (const hex of ["0x", `0x${"f".repeat(64)}`]) expect(decodeNumber(hex)).toBeUndefined();
    expect(decodeBytes32("0x")).toBeUndefined();
    expect(decodeProposalState(`0x${encodeWord(8n)}`)).toBeUndefined();
  });
});

describe("a proposal", () => {
  const proposal = {
    state: 2,
    payload: OTHER,
    creation: 1_760_000_000,
    actions: [],
    delays: [259_200, 604_800, 172_800, 604_800] as const,
  };

  it("has its payload and its times in the layout of release 4.1.2", () => {
    const hex = encodeProposal(proposal);
    expect(decodeProposalTimes(hex)).toEqual({
      pendingUntil: 1_760_259_200,
      activeUntil: 1_760_864_000,
      queuedUntil: 1_761_036_800,
      executableUntil: 1_761_641_600,
    });
    expect(hex.slice(2 + 64 * PAYLOAD_WORD, 2 + 64 * (PAYLOAD_WORD + 1))).toBe(encodeWord(OTHER));
    expect(decodeProposalState(`0x${encodeWord(2n)}`)).toBe("queued");
  });

  it("is encoded as viem does with the ABI of release 4.1.2", () => {
    expect(encodeProposal(proposal)).toBe(ENCODED_PROPOSAL);
  });

  it("with another layout, or with invalid times, has no times", () => {
    expect(decodeProposalTimes(encodeProposal(proposal) + encodeWord(0n))).toBeUndefined();
    expect(decodeProposalTimes("0x")).toBeUndefined();
    expect(decodeProposalTimes(encodeProposal({ ...proposal, creation: 1e13 }))).toBeUndefined();
  });
});

describe("a payload's actions", () => {
  const unrelated = [OTHER, "0xa9059cbb0011"] as const;

  it("are encoded as viem does with the ABI of release 4.1.2", () => {
    const registryAlone = moveTo(ROLLUP).slice(0, 1);
    expect(encodeActions([...registryAlone, unrelated])).toBe(ENCODED_ACTIONS);
  });

  it("contain the rollup that they add to the registry, among other actions", () => {
    expect(decodeAddedRollup(encodeActions(moveTo(ROLLUP)), REGISTRY)).toBe(ROLLUP);
    expect(decodeAddedRollup(encodeActions([unrelated, ...moveTo(ROLLUP), unrelated]), REGISTRY)).toBe(ROLLUP);
  });

  it("with two rollups return the last, which becomes the canonical one", () => {
    expect(decodeAddedRollup(encodeActions([...moveTo(OTHER), ...moveTo(ROLLUP)]), REGISTRY)).toBe(ROLLUP);
  });

  it("that add no rollup to this registry return none", () => {
    for (const hex of [encodeActions([unrelated]), encodeActions([]), "0x", "0x1234"])
      expect(decodeAddedRollup(hex, REGISTRY)).toBeUndefined();
    expect(decodeAddedRollup(encodeActions(moveTo(ROLLUP)), OTHER)).toBeUndefined();
  });
});

describe("the public networks", () => {
  it("have checksummed addresses, and the newest known rollup last", () => {
    const all = Object.values(PUBLIC_NETWORKS).flatMap(({ registry, rollups }) => [
      registry,
      ...rollups.map(({ address }) => address),
    ]);
    expect(all).toEqual(all.map(checksumAddress));
    expect(publicNetwork("testnet")?.rollups.at(-1)?.release).toBe("6.0.0-rc.1");
    expect(publicNetwork("custom")).toBeUndefined();
  });

  it("contain the release that serves a rollup", () => {
    expect(releaseOfRollup(ROLLUP.toLowerCase())).toBe("6.0.0-rc.1");
    expect(releaseOfRollup(REGISTRY)).toBeUndefined();
    const networks = ["testnet", "mainnet", "custom"].map((network) => releaseOfRollup(ROLLUP, network));
    expect(networks).toEqual(["6.0.0-rc.1", undefined, undefined]);
  });
});

describe("the rollup of a node or an image", () => {
  const canonical = { address: ROLLUP, version: 2_914_217_885, genesisArchiveRoot: ROOT };

  it("fits if everything that is known equals the network's", () => {
    expect(networkFit(canonical, { rollupAddress: ROLLUP.toLowerCase() })).toEqual({ fit: "fits" });
    expect(networkFit(canonical, { rollupVersion: 2_914_217_885 })).toEqual({ fit: "fits" });
    expect(networkFit(canonical, { genesisArchiveRoot: ROOT.toUpperCase().replace("0X", "0x") })).toEqual({
      fit: "fits",
    });
  });

  it("is another rollup if one value differs", () => {
    for (const serves of [
      { rollupAddress: OTHER },
      { rollupVersion: 1_821_665_230 },
      { genesisArchiveRoot: `0x${"2b".repeat(32)}` },
      { rollupAddress: OTHER, genesisArchiveRoot: ROOT },
    ])
      expect(networkFit(canonical, serves)).toEqual({ fit: "other rollup", canonical, serves });
  });

  it("is unknown if the network or the node has no value to compare", () => {
    expect(networkFit(undefined, { rollupAddress: ROLLUP })).toEqual({ fit: "unknown" });
    expect(networkFit(canonical, {})).toEqual({ fit: "unknown" });
    expect(networkFit({ ...canonical, genesisArchiveRoot: undefined }, { genesisArchiveRoot: ROOT })).toEqual({
      fit: "unknown",
    });
  });
});
