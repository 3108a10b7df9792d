import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { cancellation } from "../../remote/cancellation";
import { execute } from "../../remote/command";
import { instanceStopInputs } from "./inputs";
import { stopMachine } from "./stop";

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
  create: (_urn: string, news: unknown) => {
    const inputs = instanceStopInputs.parse(news);
    return Promise.resolve({ id: inputs.machine, outs: inputs });
  },
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: instanceStopInputs.parse(news) }),
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: z.looseObject({}).parse(props) }),
  delete: async (_id: string, _urn: string, props: unknown) => {
    const log = (line: string) => {
      console.log(line);
    };
    await stopMachine({ ...instanceStopInputs.parse(props), run: execute, signal: cancellation.signal, log });
  },
} satisfies Provider;
