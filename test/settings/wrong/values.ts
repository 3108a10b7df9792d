/** Wrong values for one setting, made from its type: what people write instead of what it takes. */
import { z } from "zod";
import { variables, type Variable } from "../../../settings/variables";
import { kindOf } from "../../../settings/schema/kind";
import { type Role, roles, writtenType } from "../../../settings/schema/row";
import { samples, TEST_KEYS } from "../samples";
import { blsFile, ethereumFile } from "../sealed";
import { custom, hosting, isUsable, SECRETS } from "../stacks";
import type { Wrong } from "./wrong";

/** By the words that the type is told in; the first that fits counts. */
const TEXTS: readonly (readonly [takes: RegExp, wrong: readonly string[]])[] = [
  [/^a URL as/, ["bootnode.example.org", "ftp://example.org", "http://", "http://a b"]],
  [/^a URL/, ["ethereum.example.org", "ftp://example.org", "http://", "http://a b", "http://localhost:8545"]],
  [/^an Ethereum address/, ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", `0x${"0".repeat(40)}`, "vitalik.eth"]],
  [/^an Aztec address/, [`0x${"f".repeat(64)}`, "0x12", "zero"]],
  [/^an IPv4/, ["20.30.40", "20.30.40.256", "2001:db8::1", "node.example.org"]],
  [/^an ENR/, ["enr:-abc", "enode://abc@20.30.40.50:30303", "ENR:-IS4QHCY"]],
  [/^a private key/, ["7".repeat(63), "0".repeat(64), "f".repeat(64), `0x${"7".repeat(64)}0`, "my key"]],
  [/^a p2p key/, ["5".repeat(64), `0x08021220${"5".repeat(64)}`, `08021220${"0".repeat(64)}`]],
  [/^a BLS/, ["2".repeat(64), `0x${"f".repeat(64)}`, `0x${"0".repeat(64)}`]],
  [/^a keystore/, ["not JSON at all", "{}", '{"schemaVersion":3}', '{"schemaVersion":1,"validators":[]}']],
  [/^a database/, ["mysql://u:secret-password@h/db", "postgresql://h/db", "postgresql://u:secret-password@h"]],
  [/^a password, not/, [" "]],
  [/^a mnemonic/, ["fox title", `${"fox ".repeat(11)}fax`, "fox ".repeat(12), "Fox title blade"]],
  [/^an encrypted Ethereum/, ["not JSON at all", "{}", blsFile(TEST_KEYS.bls, "a"), '{"version":3}']],
  [/^an encrypted BLS/, ["not JSON at all", "{}", ethereumFile(TEST_KEYS.sealed, "a"), '{"version":4}']],
  [/^a password/, ["short", "with spaces in it, that are of no use"]],
  [/^an absolute path/, ["relative/path", "/", "/with space", "C:\\data"]],
  [/^an image/, ["Aztec Protocol/aztec", "aztecprotocol/aztec@sha256:abc"]],
  [/^a release/, ["latest", "5", "5.2", "v5.2.0", "05.2.0", "6.0.0-rc.01", "6.0.0-", "alpha-testnet"]],
  [/^an engine's URL/, ["docker.example.org", "http://docker.example.org"]],
  [/^a private network/, ["172.30.7.1/24", "8.8.8.0/24", "172.30.7.0", "172.30.7.0/33"]],
  [/^a level/, ["loud", "INFO", "info;", "info,debug"]],
  [/^a size/, ["1", "1 mb", "1GB"]],
  [/^a name of/, ["with space", "a/b"]],
  [/^a metric's name/, ["with space"]],
  [/^the name of a Docker network/, ["-leading", "with space"]],
  [/^the name of a header/, ["x-api-key: secret", "x_api_key"]],
  [/^a key without/, ["two words"]],
  [/^a host name/, ["ssh://server", "user@server", "-server", "server:22"]],
  [/^a user's/, ["Root", "me@server", "1st"]],
  [/^a region/, ["frankfurt", "eu-central", "eu-central-1a"]],
  [/^an instance type/, ["c7i", "4xlarge", "C7i.4xlarge", "t3.large", "m4.4xlarge", "c7i.metal-24xl", "g5.4xlarge"]],
  [/^an image's id/, ["debian-13", "ami-xyz"]],
  [/^a security group/, ["endpoint", "sg-xyz", "subnet-0123456789abcdef0"]],
  [/^a subnet's/, ["10.0.0.0/24", "subnet-xyz"]],
  [/^a public key/, ["-----BEGIN OPENSSH PRIVATE KEY-----", "ssh-ed25519", "~/.ssh/id_ed25519.pub"]],
  [/^a network by/, ["0.0.0.0/0", "198.51.100.7", "198.51.100.7/24", "::/0"]],
];

function wrongTexts(takes: string): readonly string[] {
  const found = TEXTS.find(([pattern]) => pattern.test(takes));
  if (!found) throw new Error(`There are no wrong values for what takes ${takes}`);
  return found[1];
}

/** Each with the path within the setting that it is wrong at: `[0]` of a list. */
function wrongValues(type: z.ZodType): (readonly [value: unknown, at: string])[] {
  const at = (values: readonly unknown[]) => values.map((value) => [value, ""] as const);
  if (type instanceof z.ZodNumber) return at(wrongNumbers(type));
  if (type instanceof z.ZodBoolean) return at(["True", "yes", "on", "1", ""]);
  if (type instanceof z.ZodEnum) return at([`${String(type.options[0])}x`, "", String(type.options[0]).toUpperCase()]);
  if (type instanceof z.ZodRecord) return at(["A=1", "[]"]);
  if (type instanceof z.ZodArray) {
    const element = type.element instanceof z.ZodType ? writtenType(type.element) : type;
    return [["", ""], ...wrongValues(element).map(([value]) => [[value], "[0]"] as const)];
  }
  return at(["", ...wrongTexts(kindOf(type).takes)]);
}

function wrongNumbers({ minValue, maxValue, format }: z.ZodNumber): unknown[] {
  const below = minValue === null ? [] : [minValue - 1];
  const above = maxValue === null ? [] : [maxValue + 1];
  return ["many", "0x10", "1e3", "", ...below, ...above, ...(format === "safeint" ? ["7.5"] : [])];
}

/** A stack that is right, and has a use for a setting. */
function baseOf(variable: Variable): Record<string, unknown> {
  for (const release of ["5.2.0", "4.1.2", "0.69.1", "0.66.0"]) {
    const role = roles.find((one: Role) => isUsable(variable, one, release));
    if (role) return { ...hosting(variable, custom(role, release)) };
  }
  throw new Error(`${variable.path} is of no use to any stack of these tests`);
}

/** Every wrong value of every setting. */
export const wrongValuesOfAll: readonly Wrong[] = variables.flatMap((variable) =>
  wrongValues(writtenType(variable.type)).map(([value, at]) => ({
    name: `${variable.path}: ${JSON.stringify(value)}`,
    values: { ...baseOf(variable), [variable.path]: value },
    path: variable.path + at,
  })),
);

/** Every setting by a name with a slip in it. */
export const slips: readonly Wrong[] = variables.map((variable) => {
  const slip = `${variable.path.slice(0, -2)}${variable.path.slice(-1)}`;
  const base = baseOf(variable);
  return { name: `${slip} for ${variable.path}`, values: { ...base, [slip]: samples[variable.path] }, path: slip };
});

/** Every secret in clear. */
export const inClear: readonly Wrong[] = variables
  .filter(({ secret }) => secret === "always")
  .map((variable) => ({
    name: `${variable.path} in clear`,
    values: { ...baseOf(variable), [variable.path]: samples[variable.path] },
    path: variable.path,
    secrets: SECRETS.filter((path) => path !== variable.path),
  }));
