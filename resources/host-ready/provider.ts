import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { commandLine } from "../../remote/ssh";
import { cancellation } from "../../remote/cancellation";
import { runCommand } from "../../remote/command";
import { hostReadyInputs, type HostReadyInputs } from "./inputs";
import { type Shell, waitHost } from "./wait";

/** Time limit for one command, in milliseconds: installing Docker takes minutes. */
const TIMEOUT = 600_000;

/** `aztec:index:HostReady`: created once a host accepts SSH, has booted and runs Docker. */
export const hostReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const before = hostReadyInputs.parse(olds);
    // In a preview, before the machine exists, its id and its SSH command are unknown.
    const now = hostReadyInputs.safeParse(news).data;
    const isOtherMachine = now?.machine !== before.machine;
    return Promise.resolve({
      changes: !now || checkedInputs(now) !== checkedInputs(before),
      replaces: isOtherMachine ? ["machine"] : [],
      deleteBeforeReplace: true,
    });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = hostReadyInputs.parse(news);
    // Fails harmlessly if there is no known_hosts file yet.
    if (inputs.forget.length > 0) await runCommand(inputs.forget, 10_000);
    return { id: inputs.machine, outs: await outputs(inputs) };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => ({
    outs: await outputs(hostReadyInputs.parse(news)),
  }),
  /** A refresh keeps the state: an unreachable host must not block it. */
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: z.looseObject({}).parse(props) }),
} satisfies Provider;

/** Returns the inputs whose change means another check: all but the time-out. */
function checkedInputs(inputs: HostReadyInputs): string {
  return JSON.stringify({ ...inputs, timeoutSeconds: 0 });
}

async function outputs(inputs: HostReadyInputs) {
  const { ssh, machine, ...requirements } = inputs;
  const shell: Shell = (script) => runCommand(commandLine(ssh, ["sh", "-c", script]), TIMEOUT);
  const log = (line: string) => {
    console.log(line);
  };
  const login = commandLine(ssh, ["true"]).join(" ");
  const found = await waitHost({ ...requirements, login, shell, name: machine, signal: cancellation.signal, log });
  return { ...inputs, found, docker: [...ssh, "docker"] };
}
