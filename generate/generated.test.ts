/** The generated files are up to date and work. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { examples } from "./examples";
import { jsonSchema } from "./json-schema";
import { settingDefinitions } from "../settings/schema";
import { generatedFiles } from "./generated";
import { samples } from "../test/fixtures/samples";
import { acceptedConfig, configOf, everything, grouped } from "../test/fixtures/stacks";
import { typos, wrongValuesOfAll } from "../test/fixtures/wrong/values";

const read = (name: string) => readFileSync(path.join(__dirname, "..", name), "utf8");

describe("every generated file", async () => {
  it.each(Object.entries(await generatedFiles()))("%s is up to date", (name, text) => {
    expect(read(name)).toBe(text);
  });
});

describe("an example that joins a Docker network", () => {
  const joining = examples.filter(({ values }) => values.dockerNetworks !== undefined);

  it.each(joining.map(({ name }) => name))("%s creates it before its `up`, by a command at its head", (name) => {
    const [before, after] = read(`examples/${name}.yaml`).split("\n#   docker network create provers\n");
    expect(before).toContain(`#   pulumi stack init ${name}`);
    expect(after).toContain(`#   pulumi up --stack ${name}\n`);
  });
});

describe("the schema for editors", () => {
  const validate: ValidateFunction = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    allowMatchingProperties: true,
  }).compile(jsonSchema());
  const always = settingDefinitions.filter(({ secret }) => secret === "always").map(({ path: name }) => name);
  const secure = { secure: "v1:abc" };

  /** A configuration as Pulumi writes it: with encrypted secrets, and the project's name before each key. */
  function written(values: Readonly<Record<string, unknown>>): object {
    const shown = Object.entries(values).map(
      ([name, value]) => [name, always.includes(name) ? secure : value] as const,
    );
    const config = Object.entries(grouped(Object.fromEntries(shown)));
    const prefixed = config.map(([name, value]) => [`aztec-validator:${name}`, value] as const);
    return { config: Object.fromEntries(prefixed), encryptionsalt: "v1:abc" };
  }

  it.each(settingDefinitions.map(({ path: name }) => name))("accepts %s", (name) => {
    expect(validate(written({ [name]: samples[name] })), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(["5.2.0", "0.66.0"])("accepts all settings for %s together, under any project's name", (release) => {
    const file = JSON.stringify(written(everything("sequencer", release)));
    expect(validate(JSON.parse(file))).toBe(true);
    expect(validate(JSON.parse(file.replaceAll("aztec-validator:", "my-validator:")))).toBe(true);
    expect(validate(JSON.parse(file.replaceAll("aztec-validator:", "")))).toBe(true);
  });

  it("accepts the texts that `pulumi config set` writes", () => {
    const config = { rpcPort: "8081", enableAutoShutdown: "true", ethereumHosts: "https://a.org,https://b.org" };
    expect(validate({ config: { ...config, "aws:region": "eu-west-1" } })).toBe(true);
  });

  it.each(typos)("refuses the name $name", ({ values }) => {
    expect(validate(written(values))).toBe(false);
  });

  const typed = wrongValuesOfAll.filter(
    ({ values, path: name }) => typeof samples[name] !== "string" && values[name] !== "" && !name.includes("["),
  );

  it.each(typed)("refuses $name", ({ values }) => {
    expect(validate(written(values))).toBe(false);
  });

  it("accepts the settings of a named attester, and refuses invalid names", () => {
    const accepts = (config: object) => validate({ config });
    expect(accepts({ "aztec-validator:attesterPrivateKey-second": secure, "coinbase-second": samples.coinbase })).toBe(
      true,
    );
    expect(accepts({ "aztec-validator:attesterPrivateKey-second": "7".repeat(64) })).toBe(false);
    expect(accepts({ "aztec-validator:attesterPrivateKey-the second": secure })).toBe(false);
    expect(accepts({ "aztec-validator:network-second": "testnet" })).toBe(false);
  });

  it("accepts an address without quotes, as Pulumi writes it", () => {
    expect(validate(parse(`config:\n  coinbase: ${String(samples.coinbase)}`))).toBe(true);
  });

  it("refuses a secret in plain text", () => {
    expect(validate({ config: { attesterPrivateKey: "7".repeat(64) } })).toBe(false);
  });

  it("describes each setting", () => {
    const { definitions } = jsonSchema() as { definitions: Record<string, { description?: string }> };
    expect(definitions.memoryMb).toMatchObject({ default: 16384 });
    expect(definitions.memoryMb?.description).toBe(
      "Memory limit of the node. The kernel kills the node if it needs more. Must be a whole number 1024 to 16777216, in MiB.",
    );
  });
});

describe("example stack files", () => {
  it.each(examples)("$name loads, once the required settings are set", ({ name, required }) => {
    const { config } = parse(read(`examples/${name}.yaml`)) as { config: Record<string, unknown> };
    const values = configOf({ ...config, ...Object.fromEntries(required.map((path) => [path, samples[path]])) });
    const { release, warnings } = acceptedConfig(values);
    // The release of the networks may be newer than releases.json. Then the only warning is about that.
    const isKnown = release.as === release.version;
    expect(warnings.map((text) => text.split(":")[0])).toEqual(
      isKnown ? [] : [`release ${release.version} is not in settings/releases/releases.json`],
    );
  });
});
