/**
 * A JSON Schema for `Pulumi.<stack>.yaml`, made from the table: editors complete and check by it. It knows each
 * setting by itself; what goes together with what only the program knows.
 */
import { z } from "zod";
import { NAME } from "../settings/attester-names";
import { defaultOf } from "../settings/defaults";
import { attesterDefinitions, settingsSchema, settingAt } from "../settings/schema";
import type { SettingDefinition } from "../settings/schema/definition";
import { describeType } from "../settings/schema/type-description";
import { inputType } from "../settings/schema/definition";

type Json = Readonly<Record<string, unknown>>;

/** The name that Pulumi.yaml gives the project; `pulumi config set` puts it before each setting. */
const PROJECT_NAME = "aztec-validator";

/** What `pulumi config set --secret` writes. */
const ENCRYPTED: Json = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/** What else than settings Pulumi keeps in the file. */
const PULUMI_OWN = ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"];

/** The whole schema, of draft 7, which all editors know. */
export function jsonSchema(): Json {
  const names = Object.keys(settingsSchema.shape);
  const refs = names.map((name) => [name, { $ref: `#/definitions/${name}` }] as const);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Settings of an Aztec node",
    description: "Pulumi.<stack>.yaml. docs/configuration.md tells more of each setting.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(refs.map(([name, ref]) => [`${PROJECT_NAME}:${name}`, ref])),
        patternProperties: {
          // Without a project's name, or with another one's: `pulumi new` asks for it.
          ...Object.fromEntries(refs.map(([name, ref]) => [`^([\\w.-]+:)?${name}${furtherOf(name)}$`, ref])),
          // Settings of Pulumi's own and of providers.
          [`^(?!${PROJECT_NAME}:)[\\w.-]+:`]: {},
        },
        additionalProperties: false,
      },
      ...Object.fromEntries(PULUMI_OWN.map((name) => [name, {}])),
    },
    additionalProperties: false,
    definitions: Object.fromEntries(names.map((name) => [name, definition(name)])),
  };
}

/** Behind an attester's setting there may be another attester's name. */
function furtherOf(name: string): string {
  return attesterDefinitions.some(({ path }) => path === name) ? `(-${NAME})?` : "";
}

/** A setting, or a group of them. @param path from the top */
function definition(path: string): Json {
  const variable = settingAt(path);
  if (variable) return told(variable, secrecy(variable, valueOf(inputType(variable.type))));
  const group = path.split(".").reduce<z.ZodType>((type, step) => memberOf(type, step), settingsSchema);
  const names = group instanceof z.ZodObject ? Object.keys(group.shape) : [];
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, definition(`${path}.${name}`)])),
    additionalProperties: false,
  };
}

function memberOf(type: z.ZodType, step: string): z.ZodType {
  const member: unknown = type instanceof z.ZodObject ? type.shape[step] : undefined;
  if (!(member instanceof z.ZodType)) throw new Error(`There is no setting ${step}`);
  return inputType(member);
}

function told({ path, description: doc, unit, type, secret }: SettingDefinition, schema: Json): Json {
  const { expects: takes } = describeType(inputType(type));
  const how = secret === "always" ? ` Set it with: pulumi config set --secret ${path}` : "";
  const description = `${doc}. Takes ${takes}${unit ? `, in ${unit}` : ""}.${how}`;
  const preset = defaultOf(path);
  return { ...schema, description, ...(preset === undefined ? {} : { default: preset }) };
}

/** A secret is there encrypted, and other values may be. */
function secrecy({ secret }: SettingDefinition, schema: Json): Json {
  return secret === "always" ? ENCRYPTED : { anyOf: [schema, ENCRYPTED] };
}

/** What may be written for a type: itself, or the text that `pulumi config set` makes of it. */
function valueOf(type: z.ZodType): Json {
  if (type instanceof z.ZodNumber) return { anyOf: [plain(type), { type: "string", pattern: digits(type) }] };
  if (type instanceof z.ZodBoolean) return { enum: [true, false, "true", "false"] };
  if (type instanceof z.ZodRecord) {
    const value = { anyOf: [{ type: ["string", "number", "boolean"] }, ENCRYPTED] };
    return { type: "object", propertyNames: plain(type.keyType), additionalProperties: value };
  }
  // Pulumi writes these without quotes, and to YAML 1.2 they then are numbers.
  if (describeType(type).expects.includes("0x")) return { anyOf: [plain(type), { type: "number" }] };
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
  return format === "safeint" ? "^\\d+$" : "^\\d+(\\.\\d+)?$";
}

/** A simple type by itself; formats are left out, since not every validator knows them, and their patterns say all. */
function plain(type: z.core.$ZodType): Json {
  const schema = z.toJSONSchema(type, { target: "draft-7", unrepresentable: "any" });
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "$schema" && name !== "format"));
}
