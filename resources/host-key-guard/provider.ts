import type { Provider } from "@pulumi/pulumi/provider";
import { syncHostKeys } from "../../remote/host-keys";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { hostKeyGuardInputs } from "./inputs";

/**
 * `aztec:index:HostKeyGuard`: its deletion brings the known_hosts file to the state. `destroy` runs no program and compares
 * nothing else, so in a fresh checkout SSH would accept whichever key it is shown.
 */
export const hostKeyGuard = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    // In a preview, the keys of a host that is checked again are unknown.
    const now = hostKeyGuardInputs.safeParse(news).data;
    return Promise.resolve({ changes: JSON.stringify(now) !== JSON.stringify(hostKeyGuardInputs.parse(olds)) });
  },
  create: (_urn: string, news: unknown) => Promise.resolve({ id: "host-keys", outs: hostKeyGuardInputs.parse(news) }),
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: hostKeyGuardInputs.parse(news) }),
  read: keepState,
  /** @throws {HostKeyAlarm} before anything is sent to the host */
  delete: (_id: string, urn: string, props: unknown) => {
    const { hostKey, hostKeys } = hostKeyGuardInputs.parse(props);
    syncHostKeys(hostKey, hostKeys, stackOfUrn(urn));
    return Promise.resolve();
  },
} satisfies Provider;
