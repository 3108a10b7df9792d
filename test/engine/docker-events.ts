/** Waits for what Docker does with a container. An event comes at once, where asking again and again costs a processor. */
import { execa } from "execa";

/** Seconds until a container's event counts as missing. */
const EVENT_SECONDS = 180;

/**
 * Waits until Docker creates or removes a container.
 *
 * @throws if it does not happen in three minutes
 */
export async function dockerEvent(container: string, event: "create" | "destroy"): Promise<void> {
  const filters = ["type=container", `container=${container}`, `event=${event}`].flatMap((one) => ["--filter", one]);
  // From now on, also if Docker's command needs a second to start.
  const args = ["events", "--since", String(Date.now() / 1000), ...filters, "--format", "{{.Action}}"];
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
