/**
 * Two validators of one chain, by `make`: both are in each committee, and both are needed for each checkpoint. And a fault
 * between them: packets are lost (packet-loss.ts lists how that differs from a bad line).
 */
import type { StatusReport } from "../../cli/health/status-report";
import type { Fault } from "./faulty-validator";
import { L1Events, type Last } from "./l1-events";
import { losePackets, restorePackets } from "./packet-loss";
import { type Ended, P2P_PORT, RPC_PORT, TestStack } from "./test-stack";

export class ValidatorPair {
  readonly first: TestStack;
  readonly second: TestStack;
  readonly events: L1Events;

  /** @param name of the chain */
  constructor(name: string) {
    this.first = new TestStack(`${name}-first`, ["--ready-only"]);
    this.second = new TestStack(`${name}-second`);
    this.events = new L1Events(`${this.first.container}-l1`);
  }

  /** Starts both. @returns how `make up` of the second one ended */
  async begin(): Promise<Ended> {
    const { first, second } = this;
    const ports = { p2p: { port: P2P_PORT + 1 }, rpcPort: RPC_PORT + 1 };
    first.configure();
    second.configure({ ...ports, localChainOf: first.name, sentinelEnabled: true });
    await second.down();
    await first.down();
    await first.succeeds("up");
    return second.up();
  }

  async remove(): Promise<void> {
    await this.second.down();
    await this.first.down();
    for (const stack of [this.second, this.first]) stack.forget();
  }

  status(): Promise<StatusReport> {
    return this.second.status();
  }

  /** @throws if L1 does not answer */
  last(): Promise<Last> {
    return this.events.last();
  }

  /** @param percent of the packets that are lost */
  packetLoss(percent: number): Fault {
    const pair = [this.first.container, this.second.container] as const;
    return {
      name: `${percent} % of the packets between two validators lost`,
      check: "attester",
      severity: "warning",
      begin: () => losePackets(pair, this.events.l1, percent),
      end: () => restorePackets(pair),
    };
  }
}
