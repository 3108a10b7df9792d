/** The simulator's endpoint refuses what AWS's refuses. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tunnelFault } from "../../../remote/tunnel-fault";
import { MOST_TUNNELS, takePlace } from "./tunnels";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tunnels-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("an endpoint has 20 places: the 21st connection is refused, until one ends", () => {
  const ends = Array.from({ length: MOST_TUNNELS }, () => takePlace(folder));
  expect(ends).toHaveLength(20);
  expect(() => takePlace(folder)).toThrow("AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE");
  ends[7]?.();
  expect(() => takePlace(folder)).not.toThrow();
  expect(() => takePlace(folder)).toThrow("limit of 20 connections");
});

it("a connection that was killed holds no place", () => {
  const { pid } = spawnSync("true");
  for (let place = 1; place <= MOST_TUNNELS; place += 1) writeFileSync(path.join(folder, String(place)), String(pid));
  expect(() => takePlace(folder)).not.toThrow();
});

it("the refusal passes by itself: the program tries again", () => {
  for (let place = 1; place <= MOST_TUNNELS; place += 1) takePlace(folder);
  const refusal = () => {
    try {
      takePlace(folder);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal()).toContain("LimitExceeded");
  expect(tunnelFault(`${refusal()}\nkex_exchange_identification: Connection closed by remote host\n`)).toBeUndefined();
});
