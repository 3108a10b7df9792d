/** Settings that no `up` has applied, by the history that Pulumi 3.250.0 prints. */
import { describe, expect, it } from "vitest";
import { appliedConfig, changedSettings } from "./applied-config";

const run = (kind: string, result: string, release: string) => ({
  version: 0,
  kind,
  result,
  config: {
    "aztec-validator:release": { value: release, secret: false },
    "aztec-validator:ethereumHosts": { value: '["https://a"]', objectValue: ["https://a"], secret: true },
    "aws:region": { value: "eu-central-1", secret: false },
  },
});

describe("the configuration that was applied last", () => {
  it("is that of the newest `up` that succeeded", () => {
    const runs = [run("refresh", "succeeded", "4"), run("update", "failed", "3"), run("update", "succeeded", "2")];
    const history = JSON.stringify([...runs, run("update", "succeeded", "1")]);
    expect(appliedConfig(history, "main")).toEqual({ release: "2", ethereumHosts: '["https://a"]' });
  });

  it("is unknown without such an `up`, or without its configuration, or in another form", () => {
    expect(appliedConfig("", "main")).toBeUndefined();
    expect(appliedConfig('{"updates":[]}', "main")).toBeUndefined();
    expect(appliedConfig("[]", "main")).toBeUndefined();
    expect(appliedConfig(JSON.stringify([run("update", "failed", "1")]), "main")).toBeUndefined();
    expect(appliedConfig('[{"kind":"update","result":"succeeded"}]', "main")).toBeUndefined();
  });
});

describe("settings that differ", () => {
  it("are listed by their paths: changed, added and removed ones", () => {
    const applied = {
      ethereumHosts: '["https://a"]',
      coinbase: "0x1",
      sequencer: '{"minTxPerBlock":1,"maxTxPerBlock":2}',
    };
    const current = {
      ethereumHosts: '["https://b"]',
      sequencer: '{"maxTxPerBlock":2,"minTxPerBlock":3}',
      rpcPort: "9",
    };
    expect(changedSettings(applied, current)).toEqual([
      "coinbase",
      "ethereumHosts",
      "rpcPort",
      "sequencer.minTxPerBlock",
    ]);
  });

  it("are none if one configuration has the defaults of the project, and the other has not", () => {
    expect(changedSettings({ role: "sequencer", stopped: "false", memoryMb: "16384" }, {})).toEqual([]);
    expect(changedSettings({}, { rpcPort: "8080", p2p: '{"port":40400}' })).toEqual([]);
  });

  it("leave out a secret that was encrypted with another key", () => {
    const applied = { attesterPrivateKey: "ERROR_UNABLE_TO_DECRYPT", extraEnv: "ERROR_UNABLE_TO_DECRYPT" };
    expect(changedSettings(applied, { attesterPrivateKey: "0x1", extraEnv: '{"A":"b"}' })).toEqual([]);
  });
});
