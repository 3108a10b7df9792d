/** Waits for what Docker does with a container. An event comes at once, where asking again and again costs a processor. */
import { execa } from "execa";

/** Seconds until a container's event counts as missing. */
const EVENT_SECONDS = 180;

/**
 * Waits until Docker has created or removed a container.
 *
 * @param since what happened before this time does not count; in milliseconds since 1970
 * @throws if it does not happen in three minutes
 */
export async function dockerEvent(container: string, event: "create" | "destroy", since: number): Promise<void> {
  const filters = ["type=container", `container=${container}`, `event=${event}`].flatMap((one) => ["--filter", one]);
  const args = ["events", "--since", String(since / 1000), ...filters, "--format", "{{.Action}}"];
  const watch = execa("docker", args, { timeout: EVENT_SECONDS * 1000, reject: false });
  const seen = await new Promise<boolean>((resolve) => {
    watch.stdout?.once("data", () => {
      resolve(true);
    });
    void watch.then(() => {
      resolve(false);
    });
  });
  watch.kill();
  await watch;
  if (!seen) throw new Error(`Docker reports no ${event} of ${container} in ${EVENT_SECONDS} s.`);
}
