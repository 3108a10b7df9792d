/** The parts of a loaded Compose project that define how a node runs, in one form. Source: the Compose specification. */
import { z } from "zod";
import { ImportError } from "../import-error";
import { GIVE } from "../other-formats";
import type { TreeMap } from "./tree";

/** Null without a value: Compose then passes on the shell's variable. */
const environment = z.record(z.string(), z.string().nullable());

const envFile = z.looseObject({ path: z.string(), required: z.string().optional(), format: z.string().optional() });

const args = z
  .union([
    z.string(),
    z.array(
      z
        .string()
        .nullable()
        .transform((arg) => arg ?? ""),
    ),
  ])
  .nullable();

/** The short form `8080:8080`, or the long form. */
const port = z.union([
  z.string(),
  z.looseObject({
    target: z.string(),
    published: z.string().nullish(),
    protocol: z.string().nullish(),
    host_ip: z.string().nullish(),
  }),
]);

const mount = z.looseObject({
  type: z.string().nullish(),
  source: z.string().nullish(),
  target: z.string(),
  volume: z.looseObject({ subpath: z.string().nullish() }).nullish(),
});

/** A secret or config that a service mounts as a file. */
const file = z.looseObject({ source: z.string(), target: z.string().nullish() });

const limits = z.looseObject({ memory: z.string().nullish() }).nullish();
const deploy = z.looseObject({ resources: z.looseObject({ limits }).nullish() });

const orEmptyList = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .nullish()
    .transform((all) => all ?? []);

const orEmptyMap = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .nullish()
    .transform((all) => all ?? {});

const serviceSchema = z.looseObject({
  image: z.string().nullish(),
  environment: environment.nullish().transform((all) => all ?? {}),
  env_file: orEmptyList(envFile),
  entrypoint: args.optional(),
  command: args.optional(),
  ports: orEmptyList(port),
  volumes: orEmptyList(mount),
  volumes_from: orEmptyList(z.string()),
  secrets: orEmptyList(file),
  configs: orEmptyList(file),
  network_mode: z.string().nullish(),
  networks: orEmptyMap(z.unknown()),
  container_name: z.string().nullish(),
  extra_hosts: orEmptyList(z.string()),
  links: orEmptyList(z.string()),
  external_links: orEmptyList(z.string()),
  profiles: orEmptyList(z.string()),
  mem_limit: z.string().nullish(),
  stop_grace_period: z.string().nullish(),
  deploy: deploy.nullish(),
});

/** `external: {name: x}` is the old form of `external: true` with `name: x`. */
const external = z.union([z.string(), z.looseObject({ name: z.string().optional() }), z.null()]).optional();
const declarations = orEmptyMap(z.looseObject({ name: z.string().nullish(), external }).nullable());

/** Places of a secret's or config's content: a file, a variable, or the compose file itself. */
const contents = orEmptyMap(
  z
    .looseObject({ file: z.string().nullish(), environment: z.string().nullish(), content: z.string().nullish() })
    .nullable(),
);

const projectSchema = z.looseObject({
  services: z.record(
    z.string(),
    z.preprocess((service) => service ?? {}, serviceSchema),
  ),
  volumes: declarations,
  networks: declarations,
  secrets: contents,
  configs: contents,
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeProject = z.output<typeof projectSchema>;
export type Declarations = ComposeProject["volumes"];

/**
 * @param name the main file's name, for messages
 * @throws {ImportError} for a form that Compose does not accept; without the value, which may be a key
 */
export function parseProject(tree: TreeMap, name: string): ComposeProject {
  const parsed = projectSchema.safeParse(tree);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue || issue.path.length === 0 || issue.path.join() === "services") {
    throw new ImportError(`${name} is not a compose file: it has no services. ${GIVE}`);
  }
  throw new ImportError(`${name}: ${issue.path.map(String).join(".")} has a form that Docker Compose does not accept`);
}

/** Returns the service that an entry of `volumes_from` names, `db` or `db:ro`; undefined for a container. */
export function volumesService(entry: string): string | undefined {
  const [first = "", second] = entry.split(":");
  return first === "container" && second !== undefined ? undefined : first;
}

/** Returns the names that only a service's links give to other containers: `l1` of `geth:l1`. Docker's DNS has none of them. */
export function linkNames({ links, external_links: outside }: ComposeService): string[] {
  return [...links, ...outside].flatMap((link) => {
    const [target, alias = target] = link.split(":");
    return alias === target || alias === undefined ? [] : [alias];
  });
}

/** Returns the service whose network another one uses: `network_mode: service:vpn`. It has that service's ports. */
export function networkOwner(service: ComposeService, { services }: ComposeProject): ComposeService {
  const [, name] = /^service:(.+)$/.exec(service.network_mode ?? "") ?? [];
  return (name === undefined ? undefined : services[name]) ?? service;
}

const aliases = z.looseObject({ aliases: z.array(z.string()).nullish() });

/** Returns the names by which the other services' containers are known in their networks: Docker's DNS has all of them. */
export function namesOfOthers({ services }: ComposeProject, own: string): string[] {
  return Object.entries(services)
    .filter(([name]) => name !== own)
    .flatMap(([name, { container_name: container, networks }]) => [
      name,
      ...(container ? [container] : []),
      ...Object.values(networks).flatMap((network) => aliases.safeParse(network).data?.aliases ?? []),
    ]);
}

/** Returns the name in Docker of a declared volume or network. */
export function dockerName(key: string, declared: Declarations, project: string): string {
  const { name, external: outside } = declared[key] ?? {};
  if (name) return name;
  if (typeof outside === "object" && outside?.name !== undefined) return outside.name;
  const isExternal = outside !== undefined && outside !== null && outside !== "false";
  return isExternal ? key : `${project}_${key}`;
}
