import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { log } from "../provider-log";
import { z } from "zod";
import { accountIn, identityCommand } from "../../remote/aws-identity";
import { cancellation } from "../../remote/cancellation";
import { execute } from "../../remote/command";
import { syncHostKeys } from "../../remote/host-keys";
import { instanceStopInputs, type InstanceStopInputs } from "./inputs";
import { stopMachine } from "./stop";

/** Inputs and outputs. Another account does not know the instance, which does not mean that it is gone. */
const stateSchema = instanceStopInputs.extend({ account: z.string().default("") });

/** Time limit for the query of the account, in milliseconds. */
const TIMEOUT = 30_000;

async function withAccount(inputs: InstanceStopInputs): Promise<z.output<typeof stateSchema>> {
  return { ...inputs, account: accountIn(await execute(identityCommand(inputs.aws), TIMEOUT)) ?? "" };
}

/** `aztec:index:InstanceStop`: stops an instance when it is deleted. */
export const instanceStop = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const before = instanceStopInputs.parse(olds);
    // In a preview, the id of an instance that is to be made is unknown.
    const now = instanceStopInputs.safeParse(news).data;
    const isOther = now?.machine !== before.machine;
    return Promise.resolve({
      changes: JSON.stringify(now) !== JSON.stringify(before),
      replaces: isOther ? ["machine"] : [],
      deleteBeforeReplace: true,
    });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = instanceStopInputs.parse(news);
    return { id: inputs.machine, outs: await withAccount(inputs) };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => ({
    outs: await withAccount(instanceStopInputs.parse(news)),
  }),
  read: keepState,
  delete: async (_id: string, urn: string, props: unknown) => {
    const { hostKey, hostKeys, ...state } = stateSchema.parse(props);
    // `destroy` runs no program, so in a fresh checkout nothing else has written the file.
    const compareKeys = () => {
      if (hostKey) syncHostKeys(hostKey, hostKeys, stackOfUrn(urn));
    };
    await stopMachine({ ...state, compareKeys, run: execute, signal: cancellation.signal, log });
  },
} satisfies Provider;
