/**
 * Generates a JSON Schema for `Pulumi.<stack>.yaml`, which editors use for completion and checks. It describes each
 * setting by itself; only the program checks whether settings fit together.
 */
import { z } from "zod";
import { NAME } from "../settings/attester-names";
import { defaultOf } from "../settings/defaults";
import { attesterDefinitions, settingsSchema, settingAt } from "../settings/schema";
import type { SettingDefinition } from "../settings/schema/definition";
import { describeType } from "../settings/schema/type-description";
import { inputType } from "../settings/schema/definition";

type Json = Readonly<Record<string, unknown>>;

/** The name of the project in Pulumi.yaml. `pulumi config set` writes it before each setting. */
const PROJECT_NAME = "aztec-validator";

/** Schema of what `pulumi config set --secret` writes. */
const ENCRYPTED: Json = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** Keys of Pulumi itself in the file. */
const PULUMI_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"];

/** Returns the schema, in draft 7, which all editors support. */
export function jsonSchema(): Json {
  const names = Object.keys(settingsSchema.shape);
  const refs = names.map((name) => [name, { $ref: `#/definitions/${name}` }] as const);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Settings of an Aztec node",
    description: "Pulumi.<stack>.yaml. docs/configuration.md describes each setting.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(refs.map(([name, ref]) => [`${PROJECT_NAME}:${name}`, ref])),
        patternProperties: {
          // Without a project's name, or with another one: `pulumi new` prompts for it.
          ...Object.fromEntries(refs.map(([name, ref]) => [`^([\\w.-]+:)?${name}${suffixOf(name)}$`, ref])),
          // Settings of Pulumi itself and of providers.
          [`^(?!${PROJECT_NAME}:)[\\w.-]+:`]: {},
        },
        additionalProperties: false,
      },
      ...Object.fromEntries(PULUMI_KEYS.map((name) => [name, {}])),
    },
    additionalProperties: false,
    definitions: Object.fromEntries(names.map((name) => [name, schemaAt(name)])),
  };
}

/** Returns the pattern of a name suffix for settings of attesters. */
function suffixOf(name: string): string {
  return attesterDefinitions.some(({ path }) => path === name) ? `(-${NAME})?` : "";
}

/** Returns the schema of a setting or a group. @param path from the top */
function schemaAt(path: string): Json {
  const definition = settingAt(path);
  if (definition) return describe(definition, secrecy(definition, valueOf(inputType(definition.type))));
  const group = path.split(".").reduce<z.ZodType>((type, step) => memberOf(type, step), settingsSchema);
  const names = group instanceof z.ZodObject ? Object.keys(group.shape) : [];
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, schemaAt(`${path}.${name}`)])),
    additionalProperties: false,
  };
}

function memberOf(type: z.ZodType, step: string): z.ZodType {
  const member: unknown = type instanceof z.ZodObject ? type.shape[step] : undefined;
  if (!(member instanceof z.ZodType)) throw new Error(`There is no setting ${step}`);
  return inputType(member);
}

function describe({ path, description, unit, type, secret }: SettingDefinition, schema: Json): Json {
  const { expects } = describeType(inputType(type));
  const how = secret === "always" ? ` Set it with: pulumi config set --secret ${path}` : "";
  const text = `${description}. Must be ${expects}${unit ? `, in ${unit}` : ""}.${how}`;
  const preset = defaultOf(path);
  return { ...schema, description: text, ...(preset === undefined ? {} : { default: preset }) };
}

/** Adds the encrypted form: a secret must be encrypted; other values may be. */
function secrecy({ secret }: SettingDefinition, schema: Json): Json {
  return secret === "always" ? ENCRYPTED : { anyOf: [schema, ENCRYPTED] };
}

/** Returns the schema of a value: of the type itself, or of the text that `pulumi config set` writes for it. */
function valueOf(type: z.ZodType): Json {
  if (type instanceof z.ZodNumber) return { anyOf: [plain(type), { type: "string", pattern: digits(type) }] };
  if (type instanceof z.ZodBoolean) return { enum: [true, false, "true", "false"] };
  if (type instanceof z.ZodRecord) {
    const value = { anyOf: [{ type: ["string", "number", "boolean"] }, ENCRYPTED] };
    return { type: "object", propertyNames: plain(type.keyType), additionalProperties: value };
  }
  // Pulumi writes these without quotes, and YAML 1.2 reads them as numbers.
  if (describeType(type).isHex) return { anyOf: [plain(type), { type: "number" }] };
  if (!(type instanceof z.ZodArray)) return plain(type);
  const element = type.element instanceof z.ZodType ? valueOf(inputType(type.element)) : {};
  return {
    anyOf: [
      { type: "array", minItems: 1, items: element },
      { type: "string", minLength: 1 },
    ],
  };
}

function digits({ format }: z.ZodNumber): string {
  return format === "safeint" ? "^(0|[1-9]\\d*)$" : "^(0|[1-9]\\d*)(\\.\\d+)?$";
}

/** Returns the schema of a simple type, without formats: not every validator supports them, and their patterns suffice. */
function plain(type: z.core.$ZodType): Json {
  const schema = z.toJSONSchema(type, { target: "draft-7", unrepresentable: "any" });
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$schema" && name !== "format"));
}
