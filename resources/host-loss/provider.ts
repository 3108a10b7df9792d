import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { hostLossInputs } from "./inputs";

/** `aztec:index:HostLoss`: replaced whenever the instance is lost. */
export const hostLoss = {
  /** Compares nothing with the last loss: the next one is another. */
  diff: (_id: string, _urn: string, _olds: unknown, news: unknown) => {
    const { isLost } = hostLossInputs.parse(news);
    return Promise.resolve({ changes: isLost, replaces: isLost ? ["isLost"] : [] });
  },
  create: (_urn: string, news: unknown) => Promise.resolve({ id: "host-loss", outs: hostLossInputs.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: hostLossInputs.parse(news) }),
  read: keepState,
} satisfies Provider;
