/** What of a Docker Compose file says how a node runs. Source of the forms: the Compose specification. */
import { type Document, parseDocument, visit } from "yaml";
import { z } from "zod";
import { ImportError } from "./import-error";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ""));
/** Null where no value is given: the shell's is passed on. */
const entry = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable();

/** `- NAME=value` and `NAME: value`. */
const environment = z.union([
  z.record(z.string(), entry),
  z.array(z.string()).transform((lines) =>
    Object.fromEntries(
      lines.map((line): [string, string | null] => {
        const [, name = line, value = null] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
        return [name.trim(), value];
      }),
    ),
  ),
]);

const envFile = z.object({ path: z.string() }).transform(({ path }) => path);
const envFiles = z
  .union([z.string(), z.array(z.union([z.string(), envFile]))])
  .transform((files) => (typeof files === "string" ? [files] : files));

const words = z.union([z.string(), z.array(scalar)]).nullable();

/** As written: `8080:8080`, or spelled out. */
const port = z.union([
  z.union([z.string(), z.number()]).transform(String),
  z.object({
    target: scalar,
    published: scalar.optional(),
    protocol: z.string().optional(),
    host_ip: z.string().optional(),
  }),
]);

const mount = z.union([
  z.string(),
  z.object({ type: z.string().optional(), source: z.string().optional(), target: z.string() }),
]);

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  environment: environment.nullish().transform((all) => all ?? {}),
  env_file: envFiles.nullish().transform((files) => files ?? []),
  entrypoint: words.optional(),
  command: words.optional(),
  ports: z
    .array(port)
    .nullish()
    .transform((all) => all ?? []),
  volumes: z
    .array(mount)
    .nullish()
    .transform((all) => all ?? []),
  network_mode: z.string().optional(),
  networks: z
    .union([z.array(z.string()), z.record(z.string(), z.unknown())])
    .nullish()
    .transform((all) => (Array.isArray(all) ? all : Object.keys(all ?? {}))),
});

const named = z
  .record(z.string(), z.looseObject({ name: z.string().optional(), external: z.unknown().optional() }).nullable())
  .nullish()
  .transform((all) => all ?? {});

const fileSchema = z.looseObject({
  name: z.string().optional(),
  services: z.record(z.string(), serviceSchema),
  volumes: named,
  networks: named,
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeFile = z.output<typeof fileSchema>;

/**
 * Reads a compose file; nothing in it is interpolated yet.
 *
 * @param name of the file, for messages
 * @throws {ImportError} saying what is wrong and where, and never repeating a line, which may have a key in it
 */
export function parseCompose(text: string, name: string): ComposeFile {
  if (text.includes("\0")) throw new ImportError(`${name} is not a text: give docker-compose.yml or .env`);
  if (text.trim() === "") throw new ImportError(`${name} is empty`);
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const where = error.linePos ? ` (line ${error.linePos[0].line})` : "";
    throw new ImportError(`${name} is not YAML${where}: ${plainReason(error.code)}`);
  }
  const parsed = fileSchema.safeParse(asWritten(document).toJS());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue || issue.path.length === 0 || issue.path.join() === "services") {
    throw new ImportError(`${name} is not a compose file: it has no services`);
  }
  throw new ImportError(`${name}: ${issue.path.map(String).join(".")} is in no form that Docker Compose takes`);
}

/** YAML would make numbers of keys and addresses that are written without quotes: they are texts here. */
function asWritten(document: Document): Document {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "number" || typeof node.value === "boolean") node.value = node.source;
    },
  });
  return document;
}

/** The parser's own messages quote the file. */
function plainReason(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}

/** One file over another, as Compose puts `docker-compose.override.yml` over `docker-compose.yml`. */
export function mergeCompose(base: ComposeFile, over: ComposeFile): ComposeFile {
  const services = { ...base.services };
  for (const [name, service] of Object.entries(over.services)) {
    const under = services[name];
    services[name] = under ? mergeService(under, service) : service;
  }
  return {
    ...base,
    ...over,
    name: over.name ?? base.name,
    services,
    volumes: { ...base.volumes, ...over.volumes },
    networks: { ...base.networks, ...over.networks },
  };
}

function mergeService(base: ComposeService, over: ComposeService): ComposeService {
  return {
    ...base,
    ...over,
    environment: { ...base.environment, ...over.environment },
    env_file: [...base.env_file, ...over.env_file],
    ports: [...base.ports, ...over.ports],
    volumes: [...base.volumes, ...over.volumes],
    networks: [...new Set([...base.networks, ...over.networks])],
  };
}
