import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { log } from "../provider-log";
import { z } from "zod";
import { commandLine, shellCommand } from "../../remote/ssh";
import { cancellation } from "../../remote/cancellation";
import { describeMachine, machineState, startMachineCommand } from "../../remote/aws-machine";
import { execute, runCommand } from "../../remote/command";
import { forgetHostKeys, storedHostKeys, syncHostKeys, takeHostKeys } from "../../remote/host-keys";
import { refuseOtherServer } from "./other-server";
import { hostReadyInputs, type HostReadyInputs, hostReadyState } from "./inputs";
import { type HostWaiting, type Shell, waitHost } from "./wait";

/** Time limit for one command, in milliseconds: installing Docker takes minutes. */
const TIMEOUT = 600_000;
/** Time limit for a query of AWS, in milliseconds. */
const AWS_TIMEOUT = 30_000;

/** `aztec:index:HostReady`: created once a host accepts SSH, has booted and runs Docker. */
export const hostReady = {
  /** Also brings the known_hosts file to the state: everything on the host is looked at after this. */
  diff: async (_id: string, urn: string, olds: unknown, news: unknown) => {
    const before = hostReadyState.parse(olds);
    // In a preview, before the machine exists, its id and its SSH command are unknown.
    const now = hostReadyInputs.safeParse(news).data;
    // A server at another address may be the same: `update` compares its keys.
    const isOtherMachine = now?.machine !== before.machine && now?.boots !== false;
    const isForgotten = !isOtherMachine && sync(before, urn);
    return Promise.resolve({
      changes: !now || isForgotten || checkedInputs(now) !== checkedInputs(before),
      replaces: isOtherMachine ? ["machine"] : [],
      deleteBeforeReplace: true,
    });
  },
  create: async (urn: string, news: unknown) => {
    const inputs = hostReadyInputs.parse(news);
    // A machine that has just been made has other keys than the one before it at this address.
    if (inputs.boots) forgetHostKeys(inputs.hostKey);
    return { id: inputs.machine, outs: await outputs(inputs, urn) };
  },
  update: async (_id: string, urn: string, olds: unknown, news: unknown) => {
    const inputs = hostReadyInputs.parse(news);
    const before = hostReadyState.parse(olds);
    // The same instance at another address has the same keys. A server at another address or port may be another machine.
    if (inputs.boots) syncHostKeys(inputs.hostKey, before.hostKeys, stackOfUrn(urn));
    return { outs: await outputs(inputs, urn, inputs.boots ? undefined : before) };
  },
  /** A refresh keeps the state: an unreachable host must not block it. */
  read: async (id: string, urn: string, props: unknown) => {
    sync(hostReadyState.parse(props), urn);
    return keepState(id, urn, props);
  },
} satisfies Provider;

/** Brings the known_hosts file to the state. @returns whether the host's line was removed there @throws {HostKeyAlarm} */
function sync({ hostKey, hostKeys }: z.output<typeof hostReadyState>, urn: string): boolean {
  return hostKey !== undefined && syncHostKeys(hostKey, hostKeys, stackOfUrn(urn));
}

/** Returns the inputs whose change means another check: all but the time-out, and the login at AWS. */
function checkedInputs(inputs: z.output<typeof hostReadyState> | HostReadyInputs): string {
  return JSON.stringify({ ...inputs, timeoutSeconds: 0, aws: undefined, hostKeys: undefined });
}

/** @param before the server in the state, if the one in the settings may be another */
async function outputs(inputs: HostReadyInputs, urn: string, before?: z.output<typeof hostReadyState>) {
  const { ssh, machine, aws, ...requirements } = inputs;
  const stack = stackOfUrn(urn);
  const shell: Shell = (script) => runCommand(commandLine(ssh, shellCommand(script)), TIMEOUT);
  const login = commandLine(ssh, ["true"]).join(" ");
  const cloud = aws && cloudOf(aws, machine);
  const { found, mtu } = await waitHost({
    ...requirements,
    login,
    shell,
    cloud,
    name: machine,
    stack,
    assertSame: () => {
      const keys = storedHostKeys(inputs.hostKey);
      if (keys.length === 0) throw new Error(noHostKey(inputs, login));
      if (before) refuseOtherServer(before, inputs, keys, stack);
    },
    signal: cancellation.signal,
    log,
  });
  const network = mtu === undefined ? {} : { mtu };
  return { ...inputs, found, ...network, docker: [...ssh, "docker"], hostKeys: [...takeHostKeys(inputs.hostKey)] };
}

function noHostKey({ machine, hostKey }: HostReadyInputs, login: string): string {
  return [
    `SSH reached ${machine}, but stored no host key of it in ${hostKey.file}. Without one, another server at its address`,
    "would not be noticed, and would get a second node with the same keys: nothing was changed. Make the file and its folder",
    "writable, and remove KnownHostsCommand for this host from SSH's own settings, until this command stores a line for",
    `${hostKey.alias} there: ${login}`,
  ].join("\n");
}

/** Returns how to query AWS about an instance that does not answer. */
function cloudOf(aws: readonly string[], machine: string): NonNullable<HostWaiting["cloud"]> {
  const state = async () => machineState(await execute(describeMachine(aws, machine), AWS_TIMEOUT));
  return { state, start: startMachineCommand(aws, machine) };
}
