/** Asks a host's Docker about a node's container, and then from within it, or from beside one that does not run. */
import { z } from "zod";
import type { DockerRunner } from "../../remote/docker";
import { lastLine } from "../../remote/wait-ready";
import { unprivilegedOptions } from "../../settings/container-user";
import { DOWNLOAD_VARIABLES } from "./downloads";
import { type Answers, type Asked, questions, readAnswers, SERVERS } from "./questions";

const containerSchema = z.object({
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    StartedAt: z.string(),
    Health: z
      .object({
        Status: z.string(),
        Log: z
          .array(z.object({ End: z.string(), ExitCode: z.number(), Output: z.string() }))
          .nullish()
          .transform((log) => log ?? []),
      })
      .optional(),
  }),
  Config: z.object({
    User: z.string(),
    Env: z.array(z.string()),
    Healthcheck: z.object({ Test: z.array(z.string()) }).optional(),
  }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }),
});
export type Container = z.output<typeof containerSchema>;

/** That something could not be asked is no answer: it says nothing about the node. */
export class NotAsked extends Error {}

/** @returns undefined if there is no such container @throws {NotAsked} if Docker does not answer */
export async function inspect(docker: DockerRunner, container: string): Promise<Container | undefined> {
  const { code, text } = await docker(["container", "inspect", container, "--format", "{{json .}}"]);
  if (code === 0) return containerSchema.parse(JSON.parse(text));
  if (/no such container/i.test(text)) return undefined;
  throw new NotAsked(`the Docker of its host does not answer: ${lastLine(text)}`);
}

/** What the health check of a container asks by: the port of JSON-RPC, a prefix, and the p2p port where it has peers. */
export function asksBy({ Config }: Container): { port: number; prefix: string; p2pPort?: number } | undefined {
  const [port, prefix, p2pPort] = Config.Healthcheck?.Test.slice(4) ?? [];
  if (!port || !prefix) return undefined;
  return { port: Number(port), prefix, ...(p2pPort ? { p2pPort: Number(p2pPort) } : {}) };
}

/** A variable of a container that is not hidden. */
export function variable({ Config }: Container, name: string): string | undefined {
  return Config.Env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Puts the questions where the node is. @throws {NotAsked} if nothing there can be run */
export async function ask(docker: DockerRunner, name: string, container: Container, asked: Asked): Promise<Answers> {
  const { code, text } =
    container.State.Status === "running"
      ? await docker(["exec", name, "node", ...questions(asked)])
      : await docker(beside(name, container, ["node", ...questions(asked)]));
  if (code !== 0) throw new NotAsked(`nothing can be asked from its host: ${lastLine(text)}`);
  return readAnswers(text);
}

/** A container that is gone when it has asked, with the other's servers, data and networks, and none of its rights. */
export function beside(name: string, { Image, Config, NetworkSettings }: Container, command: string[]): string[] {
  const [program = "", ...words] = command;
  // Docker takes one network only: the L1 of a host is in another than the node's own.
  const networks = Object.keys(NetworkSettings.Networks);
  const network = networks.find((one) => one !== name) ?? name;
  // What is secret is in a file of the keys' volume, and loaded from there.
  const needed = [...Object.values(SERVERS).flat(), ...DOWNLOAD_VARIABLES, "NODE_OPTIONS"];
  const env = Config.Env.filter((entry) => needed.includes(entry.split("=")[0] ?? ""));
  const place = [`--network=${network}`, `--volumes-from=${name}:ro`, ...env.map((entry) => `--env=${entry}`)];
  return ["run", "--rm", ...unprivilegedOptions(Config.User), ...place, `--entrypoint=${program}`, Image, ...words];
}
