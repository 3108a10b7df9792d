/** Stops and starts simulated instances. Each command of the simulated `aws` loads this file, so it imports little. */
import { execa } from "execa";
import { docker } from "../../../dev/images/docker";
import { instanceName } from "./names";

/** Seconds until a stopping instance is killed: the grace period of its containers. */
export const STOP_SECONDS = 150;

/** Shuts an instance down as EC2 does: containers receive their stop signal. */
export async function stopInstance(id: string): Promise<void> {
  await docker("stop", "--time", String(STOP_SECONDS), instanceName(id));
}

/** Begins to shut an instance down: the caller does not wait for the end, as with AWS's command line. */
export function stopInstanceLater(id: string): void {
  const stopping = execa("docker", ["stop", "--time", String(STOP_SECONDS), instanceName(id)], {
    detached: true,
    stdio: "ignore",
    reject: false,
  });
  stopping.unref();
}

export async function startStoppedInstance(id: string): Promise<void> {
  await docker("start", instanceName(id));
}
