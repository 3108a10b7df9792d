/** Checks whether a node can use the URL of a beacon server. Pure. */
import { beaconRequest } from "./beacon-request.cjs";

const PATH = "/eth/v1/beacon/headers";
/** The beginning of every path that a node requests. */
const PREFIX = /\/eth(\/v\d+(\/.*)?)?$/;

const KEYS =
  "put a key into l1ConsensusHostApiKeys, which the node sends as ?key=<key>, or in the header that l1ConsensusHostApiKeyHeaders names";

/** Returns why a node cannot use a URL, and the way out; undefined if it can. No part of the URL is repeated. */
export function beaconUrlProblem(server: string): string | undefined {
  const { pathname, search, hash } = new URL(beaconRequest(server, PATH).url);
  if (search || server.includes("?")) {
    return `has parameters (?…), and the node appends its paths behind them: end the URL before the ?, and ${KEYS}`;
  }
  if (hash || server.includes("#"))
    return "has a # in it, and the node would request nothing behind it: end the URL before the #";
  const base = pathname.slice(0, -PATH.length);
  return PREFIX.test(base) ? "has the path /eth/…, which the node appends itself: end the URL before it" : undefined;
}
