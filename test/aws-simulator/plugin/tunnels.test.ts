/** The simulator's endpoint refuses what AWS's refuses. */
import { spawnSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { tunnelFault } from "../../../remote/tunnel-fault";
import { MISSED } from "../ec2/unknown-yet";
import { forgetEndpoint, MOST_TUNNELS, noteEndpoint, refuseWithoutEndpoint, takePlace } from "./tunnels";
import { useFolder } from "../../fixtures/folder";

const folder = useFolder();

it("an endpoint has 20 places: the 21st connection is refused, until one ends", () => {
  const ends = Array.from({ length: MOST_TUNNELS }, () => takePlace(folder.path));
  expect(ends).toHaveLength(20);
  expect(() => takePlace(folder.path)).toThrow("AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE");
  ends[7]?.();
  expect(() => takePlace(folder.path)).not.toThrow();
  expect(() => takePlace(folder.path)).toThrow("limit of 20 connections");
});

it("a connection that was killed holds no place", () => {
  const { pid } = spawnSync("true");
  for (let place = 1; place <= MOST_TUNNELS; place += 1) folder.write(String(place), String(pid));
  expect(() => takePlace(folder.path)).not.toThrow();
});

it("the refusal passes by itself: the program tries again", () => {
  for (let place = 1; place <= MOST_TUNNELS; place += 1) takePlace(folder.path);
  const refusal = () => {
    try {
      takePlace(folder.path);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal()).toContain("LimitExceeded");
  expect(tunnelFault(`${refusal()}\nkex_exchange_identification: Connection closed by remote host\n`)).toBeUndefined();
});

it("there is no tunnel without an endpoint, and one that was just made is unknown at first; the command line's error is one that the program tries again", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder.path);
  noteEndpoint("eice-0123456");
  const refusals = Array.from({ length: MISSED + 1 }, () => {
    try {
      refuseWithoutEndpoint();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  });
  const text = "There are no instance connect endpoints available.";
  expect(refusals).toEqual([...Array.from({ length: MISSED }, () => text), undefined]);
  // `up` gives up at the fourth in a row.
  expect(tunnelFault(text)).toBe(text);
  forgetEndpoint("eice-0123456");
  expect(refuseWithoutEndpoint).toThrow(text);
  vi.unstubAllEnvs();
});
