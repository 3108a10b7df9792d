/** Parses the parts of a Docker Compose file that define how a node runs. Source of the forms: the Compose specification. */
import { type Document, parseDocument, visit } from "yaml";
import { z } from "zod";
import { ImportError } from "./import-error";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ""));
/** Null without a value: Compose then passes on the shell's variable. */
const envValue = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable();

/** `- NAME=value` and `NAME: value`. */
const environment = z.union([
  z.record(z.string(), envValue),
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

const args = z.union([z.string(), z.array(scalar)]).nullable();

/** The short form `8080:8080`, or the long form. */
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
  entrypoint: args.optional(),
  command: args.optional(),
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

const declarations = z
  .record(z.string(), z.looseObject({ name: z.string().optional(), external: z.unknown().optional() }).nullable())
  .nullish()
  .transform((all) => all ?? {});

const fileSchema = z.looseObject({
  name: z.string().optional(),
  services: z.record(z.string(), serviceSchema),
  volumes: declarations,
  networks: declarations,
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeFile = z.output<typeof fileSchema>;

/**
 * Parses a compose file without interpolating its variables.
 *
 * @param name the file's name, for messages
 * @throws {ImportError} with the problem and its line number; never with the line, which may contain a key
 */
export function parseCompose(text: string, name: string): ComposeFile {
  if (text.includes("\0")) throw new ImportError(`${name} is a binary file: pass docker-compose.yml or .env`);
  if (text.trim() === "") throw new ImportError(`${name} is empty`);
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const where = error.linePos ? ` (line ${error.linePos[0].line})` : "";
    throw new ImportError(`${name} is not valid YAML${where}: ${describeCode(error.code)}`);
  }
  const parsed = fileSchema.safeParse(keepScalarsAsText(document).toJS());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue || issue.path.length === 0 || issue.path.join() === "services") {
    throw new ImportError(`${name} is not a compose file: it has no services`);
  }
  throw new ImportError(`${name}: ${issue.path.map(String).join(".")} has a form that Docker Compose does not accept`);
}

/** Keeps unquoted keys and addresses as text: YAML would parse them as numbers. */
function keepScalarsAsText(document: Document): Document {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "number" || typeof node.value === "boolean") node.value = node.source;
    },
  });
  return document;
}

/** Describes a YAML error by its code: the parser's own messages quote the file. */
function describeCode(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}

/** Merges an override into a compose file, as Compose does with `docker-compose.override.yml`. */
export function mergeCompose(base: ComposeFile, override: ComposeFile): ComposeFile {
  const services = { ...base.services };
  for (const [name, service] of Object.entries(override.services)) {
    const original = services[name];
    services[name] = original ? mergeService(original, service) : service;
  }
  return {
    ...base,
    ...override,
    name: override.name ?? base.name,
    services,
    volumes: { ...base.volumes, ...override.volumes },
    networks: { ...base.networks, ...override.networks },
  };
}

function mergeService(base: ComposeService, override: ComposeService): ComposeService {
  return {
    ...base,
    ...override,
    environment: { ...base.environment, ...override.environment },
    env_file: [...base.env_file, ...override.env_file],
    ports: [...base.ports, ...override.ports],
    volumes: [...base.volumes, ...override.volumes],
    networks: [...new Set([...base.networks, ...override.networks])],
  };
}
