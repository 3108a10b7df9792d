import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { commandLine } from "../../remote/ssh";
import { cancellation } from "../../remote/cancellation";
import { runCommand } from "../../remote/command";
import { hostReadyInputs, type HostReadyInputs } from "./inputs";
import { type Shell, waitHost } from "./wait";

/** Longest that one command may take, in milliseconds: an installation takes minutes. */
const TIMEOUT = 600_000;

/** `aztec:index:HostReady`: created when a host lets in, has booted and runs Docker. */
export const hostReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const before = hostReadyInputs.parse(olds);
    // While the machine is not made yet, neither it nor the way to it is known.
    const now = hostReadyInputs.safeParse(news).data;
    const isOther = now?.machine !== before.machine;
    return Promise.resolve({
      changes: !now || asked(now) !== asked(before),
      replaces: isOther ? ["machine"] : [],
      deleteBeforeReplace: true,
    });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = hostReadyInputs.parse(news);
    // It fails where there is no file of known hosts yet.
    if (inputs.forget.length > 0) await runCommand(inputs.forget, 10_000);
    return { id: inputs.machine, outs: await outputs(inputs) };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => ({
    outs: await outputs(hostReadyInputs.parse(news)),
  }),
  /** On refresh: a host that is gone must not hold it up, and what was found does not change. */
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: z.looseObject({}).parse(props) }),
} satisfies Provider;

/** What is asked again when it changes: not how long is waited. */
function asked(inputs: HostReadyInputs): string {
  return JSON.stringify({ ...inputs, timeoutSeconds: 0 });
}

async function outputs(inputs: HostReadyInputs) {
  const { ssh, machine, ...wanted } = inputs;
  const shell: Shell = (script) => runCommand(commandLine(ssh, ["sh", "-c", script]), TIMEOUT);
  const say = (line: string) => {
    console.log(line);
  };
  const found = await waitHost({ ...wanted, shell, name: machine, signal: cancellation.signal, say });
  return { ...inputs, found, docker: [...ssh, "docker"] };
}
