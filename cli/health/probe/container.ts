/** A node's container, as Docker describes it. */
import { z } from "zod";
import { parseHealthCheck, type HealthCheckTarget } from "../../../node/health-check";
import { type DockerRunner, saysNoContainer } from "../../../remote/docker";
import { firstLine, lastLine } from "../../../remote/log-text";
import { portBindingsSchema } from "../../../remote/port-bindings";
import { OperatorError } from "../../../terminal/output";

const containerSchema = z.object({
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    /** Why Docker could not start it: a disk that is not mounted, for example. */
    Error: z.string().optional(),
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
  /** What it was created with. */
  HostConfig: z.object({ PortBindings: portBindingsSchema.nullish() }).optional(),
  /** What it has now; without ports while it does not run. */
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()), Ports: portBindingsSchema.nullish() }),
});
export type NodeContainer = z.output<typeof containerSchema>;

/** A host or a node that cannot be queried. The node itself may be healthy. A lost connection is no bug of this program. */
export class Unreachable extends OperatorError {}

/** Inspects a container. @returns undefined if it does not exist @throws {Unreachable} if Docker does not answer */
export async function inspectContainer(docker: DockerRunner, name: string): Promise<NodeContainer | undefined> {
  const { code, text } = await docker(["container", "inspect", name, "--format", "{{json .}}"]);
  if (code === 0) return containerSchema.parse(JSON.parse(firstLine(text)));
  if (saysNoContainer(text)) return undefined;
  throw new Unreachable(`Docker on the node's host does not answer: ${lastLine(text)}`);
}

export const isRunning = ({ State }: NodeContainer): boolean => State.Status === "running";

/** Returns the ports and the RPC prefix that the container's health check uses. */
export function healthCheckTarget({ Config }: NodeContainer): HealthCheckTarget | undefined {
  return parseHealthCheck(Config.Healthcheck?.Test ?? []);
}

/** Returns an environment variable of a container; secrets are in files instead. */
export function containerEnv({ Config }: NodeContainer, name: string): string | undefined {
  return Config.Env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
