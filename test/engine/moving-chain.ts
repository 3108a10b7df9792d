/** A chain whose network moves: its registry names the earlier release's rollup, until {@link moveNetwork}. */
import { z } from "zod";
import { movingL1 } from "../../dev/images/earlier";
import { L1, startChain } from "./own-chain";
import { docker } from "./test-stack";

const networkSchema = z.object({
  /** Address of the rollup that the registry names. */
  canonical: z.string(),
  /** The earlier release's, then that of the release. */
  rollups: z.tuple([
    z.object({ address: z.string(), attesters: z.number(), checkpoints: z.number() }),
    z.object({ address: z.string(), attesters: z.number(), checkpoints: z.number() }),
  ]),
});

export type MovingNetwork = z.infer<typeof networkSchema>;

/** @param attester address that is in the committee at once */
export async function startMovingChain(attester: string): Promise<void> {
  await startChain({ image: movingL1().image, attesters: [attester] });
}

/** Moves the network to the rollup of the release, as a governance proposal does. */
export const moveNetwork = (): Promise<MovingNetwork> => network("move");

/** Reads the registry, and attesters and checkpoints of both rollups. */
export async function network(...args: "move"[]): Promise<MovingNetwork> {
  return networkSchema.parse(JSON.parse(await docker("exec", L1, "node", "/l1/network.mjs", ...args)));
}
