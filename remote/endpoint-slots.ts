/**
 * Limits the SSH connections of this process through one EC2 Instance Connect Endpoint. AWS allows 20 at once for an
 * endpoint, and a VPC has only one: `status --all` over more stacks than that would be refused.
 */

/** Below AWS's limit, so that an `up` or a followed log beside this process can connect too. */
export const MOST_CONNECTIONS = 12;

/** Connections through one endpoint: those that are open, and those that wait for one to end. */
class Slots {
  private open = 0;
  private readonly waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.open < MOST_CONNECTIONS) {
      this.open += 1;
      return;
    }
    // The one that ends passes its place on.
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.open -= 1;
  }
}

const slots = new Map<string, Slots>();

/**
 * Runs a command, as soon as its endpoint has a place for it. Stacks of one account and region count as if they shared an
 * endpoint, since their commands do not name it.
 *
 * @param argv the command; one that connects through no other command runs at once
 */
export async function withEndpointSlot<T>(argv: readonly string[], run: () => Promise<T>): Promise<T> {
  const proxy = argv[0] === "ssh" ? argv.find((arg) => arg.startsWith("ProxyCommand=")) : undefined;
  if (proxy === undefined) return run();
  const own = slots.get(proxy) ?? new Slots();
  slots.set(proxy, own);
  await own.take();
  try {
    return await run();
  } finally {
    own.give();
  }
}
