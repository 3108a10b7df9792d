/**
 * The limits of an EC2 Instance Connect Endpoint: 20 connections at once, one hour each. Source: AWS's user guide,
 * "Connect using EC2 Instance Connect Endpoint".
 *
 * It differs from AWS: the code of the refusal is not known, only its form; all endpoints together have one limit; and a
 * test may shorten the hour by AZTEC_VALIDATOR_CLOUD_TUNNEL_SECONDS.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { cloudDir } from "../ec2/names";
import { isLate, noteMade } from "../ec2/unknown-yet";

export const MOST_TUNNELS = 20;

/** Returns the seconds after which an endpoint closes a tunnel. */
export function tunnelSeconds(): number {
  return Number(process.env.AZTEC_VALIDATOR_CLOUD_TUNNEL_SECONDS ?? 3600);
}

const endpoints = () => cloudDir("endpoints");

/** Records that a stack has made an endpoint. */
export function noteEndpoint(id: string): void {
  mkdirSync(endpoints(), { recursive: true });
  writeFileSync(path.join(endpoints(), id), "");
  noteMade(id);
}

export function forgetEndpoint(id: string): void {
  rmSync(path.join(endpoints(), id), { force: true });
}

/** @throws the command line's error without an endpoint, and while AWS does not know everywhere that a stack has made one */
export function refuseWithoutEndpoint(): void {
  const all = existsSync(endpoints()) ? readdirSync(endpoints()) : [];
  if (all.length === 0 || all.some((id) => isLate(id, "tunnel")))
    throw new Error("There are no instance connect endpoints available.");
}

/**
 * Takes one of an endpoint's places for this process.
 *
 * @param folder of the places that are taken
 * @returns a function that gives it back
 * @throws AWS's refusal if all are taken
 */
export function takePlace(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  for (let place = 1; place <= MOST_TUNNELS; place += 1) {
    const file = path.join(folder, String(place));
    // What held it may have been killed.
    if (!isHeld(file)) rmSync(file, { force: true });
    if (holds(file)) {
      return () => {
        rmSync(file, { force: true });
      };
    }
  }
  throw new Error(
    [
      'awscli.customizations.ec2instanceconnect.websocket - ERROR - {"ErrorCode":"LimitExceeded","Message":"The endpoint has reached its limit of 20 connections."}',
      "",
      "AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE: Failed to upgrade HTTP connection to Websocket.",
    ].join("\n"),
  );
}

function holds(file: string): boolean {
  try {
    const opened = openSync(file, "wx");
    writeSync(opened, String(process.pid));
    closeSync(opened);
    return true;
  } catch {
    return false;
  }
}

function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    // Just created, and not written yet.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
