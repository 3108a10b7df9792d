import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { commandLine } from "../../remote/ssh";
import { cancellation } from "../../remote/cancellation";
import { runCommand } from "../../remote/command";
import { type Shell, waitHost } from "./wait";

/** What resources/host-ready/resource.ts sends. */
const inputsSchema = z.object({
  ssh: z.array(z.string()).min(1),
  forget: z.array(z.string()),
  machine: z.string(),
  boots: z.boolean(),
  dataGb: z.number().optional(),
  installDocker: z.boolean(),
  ports: z.array(z.string()),
  memoryMb: z.number(),
  timeoutSeconds: z.number(),
});
type Inputs = z.output<typeof inputsSchema>;

/** Longest that one command may take, in milliseconds: an installation takes minutes. */
const TIMEOUT = 600_000;

/** `aztec:index:HostReady`: created when a host lets in, has booted and runs Docker. */
export const hostReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const before = inputsSchema.parse(olds);
    // While the machine is not made yet, neither it nor the way to it is known.
    const now = inputsSchema.safeParse(news).data;
    const isOther = now?.machine !== before.machine;
    return Promise.resolve({
      changes: !now || asked(now) !== asked(before),
      replaces: isOther ? ["machine"] : [],
      deleteBeforeReplace: true,
    });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = inputsSchema.parse(news);
    // It fails where there is no file of known hosts yet.
    if (inputs.forget.length > 0) await runCommand(inputs.forget, 10_000);
    return { id: inputs.machine, outs: await outputs(inputs) };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => ({
    outs: await outputs(inputsSchema.parse(news)),
  }),
  /** On refresh: a host that is gone must not hold it up, and what was found does not change. */
  read: (id: string, _urn: string, props: unknown) => Promise.resolve({ id, props: z.looseObject({}).parse(props) }),
} satisfies Provider;

/** What is asked again when it changes: not how long is waited. */
function asked(inputs: Inputs): string {
  return JSON.stringify({ ...inputs, timeoutSeconds: 0 });
}

async function outputs(inputs: Inputs) {
  const { ssh, machine, ...wanted } = inputs;
  const shell: Shell = (script) => runCommand(commandLine(ssh, ["sh", "-c", script]), TIMEOUT);
  const say = (line: string) => {
    console.log(line);
  };
  const found = await waitHost({ ...wanted, shell, name: machine, signal: cancellation.signal, say });
  return { ...inputs, found, docker: [...ssh, "docker"] };
}
