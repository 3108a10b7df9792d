/** Writes the settings file of a stack with real secrets. */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { grouped } from "../fixtures/stacks";

export interface Secret {
  readonly name: string;
  readonly text: string;
}

interface Encrypted extends Secret {
  readonly secure: string;
}

const fileSchema = z.looseObject({ config: z.record(z.string(), z.unknown()) });

/** Returns the settings of a file, by their names with the project's prefix. @param text of the file */
export const configIn = (text: string) => fileSchema.parse(parse(text)).config;

export class StackFile {
  /** Secrets that are encrypted already: each encryption takes a command of more than a second. */
  private readonly encrypted: Encrypted[] = [];

  constructor(private readonly file: string) {}

  /**
   * Replaces all settings, by their paths.
   *
   * @param secret  the names of those that are to be encrypted
   * @param encrypt has Pulumi itself write some into the file
   */
  async write(
    values: Readonly<Record<string, unknown>>,
    secret: readonly string[],
    encrypt: (some: readonly Secret[]) => Promise<unknown>,
  ): Promise<void> {
    const entries = Object.entries(values);
    const secrets = entries
      .filter(([name]) => secret.includes(name))
      .map(([name, value]) => ({ name, text: text(value) }));
    const known = secrets.flatMap((one) => this.known(one) ?? []);
    this.writeConfig({
      ...plain(Object.fromEntries(entries.filter(([name]) => !secret.includes(name)))),
      ...Object.fromEntries(known.map(({ name, secure }) => [name, { secure }])),
    });
    const others = secrets.filter((one) => !this.known(one));
    if (others.length > 0) await encrypt(others);
    for (const one of others) this.encrypted.push({ ...one, secure: this.secureText(one.name) });
  }

  private known({ name, text }: Secret): Encrypted | undefined {
    return this.encrypted.find((other) => other.name === name && other.text === text);
  }

  /** Keeps the lines of the secrets provider; JSON is YAML. */
  private writeConfig(config: Readonly<Record<string, unknown>>): void {
    const head = readFileSync(this.file, "utf8").match(/^(encryptionsalt|secretsprovider|encryptedkey): .*$/gm) ?? [];
    const named = Object.fromEntries(Object.entries(config).map(([name, value]) => [`${PROJECT_NAME}:${name}`, value]));
    writeFileSync(this.file, [...head, `config: ${JSON.stringify(named)}`, ""].join("\n"));
  }

  /** @throws if it is missing, or in plain text */
  private secureText(name: string): string {
    const config = configIn(readFileSync(this.file, "utf8"));
    return z.object({ secure: z.string() }).parse(config[`${PROJECT_NAME}:${name}`]).secure;
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Groups by their first names, and lists with commas. */
function plain(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(grouped(values));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]));
}
