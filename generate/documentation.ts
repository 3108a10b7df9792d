/** docs/configuration.md, generated from the settings: what an operator can set, and what the node receives for it. */
import { z } from "zod";
import { fileSinceText, spanText } from "../settings/checks/applicability";
import { defaultOf } from "../settings/defaults";
import { envVars } from "../settings/releases/env-vars";
import { newestRelease, spansOf } from "../settings/releases/release";
import { attesterDefinitions, groups } from "../settings/schema";
import { inputType, type Role, roles as allRoles, type SettingDefinition } from "../settings/schema/definition";
import { DROPPED_VARIABLES } from "../settings/schema/fixed";
import { describeType } from "../settings/schema/type-description";

/** A setting in a table; without roles if they stand above it. */
type Row = Omit<SettingDefinition, "roles"> & { readonly roles?: readonly Role[] | undefined };

const HEAD = `# Settings

<!-- Generated from settings/schema/ by \`make docs\`; a test compares them. -->

\`Pulumi.<stack>.yaml\` contains the settings of a stack.

| To | Run |
| --- | --- |
| set a setting | \`pulumi config set <setting> <value>\` |
| set a setting in a group | \`pulumi config set --path <group>.<setting> <value>\` |
| set a secret | \`pulumi config set --secret <setting>\`, which prompts for the value and encrypts it |

Lists are comma-separated, or YAML lists. \`up\` validates every setting before it changes anything: its format, whether
the role, host and release use it, and whether it fits the other settings. The node receives only settings that are set.

- **Secret**: must be stored encrypted. **Secret with a key**: must be encrypted if it contains a password or an API key.
- **Per attester**: to add an attester, repeat the setting with a name suffix: \`attesterPrivateKey-second\`,
  \`coinbase-second\`. A named attester inherits \`remoteSignerUrl\`, \`coinbase\` and \`feeRecipient\` from the stack if it
  does not define them. It inherits \`publisherPrivateKeys\` and \`publisherAddresses\` together, if it defines neither.
- **Default**: in italics it is the node's own, in release ${newestRelease()} unless stated otherwise.
- **Environment variable**: the variable of the node that receives the value, in all releases from 0.66.0 unless stated
  otherwise. "A file" is the keystore or the file of the p2p key.
- The settings that replace variables and flags of \`aztec-spartan.sh\` are in [the last table](#from-aztec-spartansh).
`;

/** Returns the whole file, before it is formatted. */
export function documentation(): string {
  const parts = groups.map(({ title, definitions }) => `## ${title}\n\n${section(definitions)}`);
  return [HEAD, ...parts, legacyTable()].join("\n\n");
}

/** Returns a table; roles that all of its settings share stand above it. */
function section(definitions: readonly SettingDefinition[]): string {
  const [first] = definitions;
  const shared = first?.roles;
  const isShared = shared !== undefined && definitions.every(({ roles }) => roles?.join() === shared.join());
  if (!isShared) return table(definitions);
  return `${rolesText(shared)}\n\n${table(definitions.map((definition) => ({ ...definition, roles: undefined })))}`;
}

function table(definitions: readonly Row[]): string {
  const head = "| Setting | Default | Description | Environment variable |\n| --- | --- | --- | --- |";
  return [head, ...definitions.map(row)].join("\n");
}

function row(definition: Row): string {
  const { path } = definition;
  return `| ${[`\`${path}\``, defaultText(definition), descriptionText(definition), envText(definition)].map(cell).join(" | ")} |`;
}

function descriptionText(definition: Row): string {
  const { path, description, secret, roles } = definition;
  const isPerAttester = attesterDefinitions.some((attesterDefinition) => attesterDefinition.path === path);
  const isImplied = isPerAttester && roles?.join() === "sequencer";
  const marks = [
    ...(secret ? [secret === "always" ? "**Secret.**" : "**Secret with a key.**"] : []),
    ...(isPerAttester ? ["**Per attester.**"] : []),
    ...(roles && !isImplied ? [rolesText(roles)] : []),
  ];
  return [`${description}.`, ...valueText(definition), ...marks].join(" ");
}

/** Describes the accepted values; true and false need no description. */
function valueText({ type, unit }: SettingDefinition): string[] {
  const input = inputType(type);
  if (input instanceof z.ZodBoolean) return [];
  const { expects } = describeType(input);
  const text = unit ? `${expects}, in ${unit}` : expects;
  return [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}

/** Describes the roles that use a setting, or those that do not if they are fewer. */
function rolesText(roles: readonly Role[]): string {
  const others = allRoles.filter((role) => !roles.includes(role));
  const isLonger = roles.length > others.length;
  return `${isLonger ? "Not for" : "Only for"} ${(isLonger ? others : roles).join(", ")}.`;
}

function defaultText({ path, nodeDefault }: SettingDefinition): string {
  const ours = defaultOf(path);
  if (ours !== undefined) return `\`${JSON.stringify(ours).replaceAll('"', "")}\``;
  return nodeDefault ? `_${nodeDefault}_` : "";
}

function envText(definition: SettingDefinition): string {
  const variables = envVars(definition).flatMap(({ names, since, until }) =>
    names.map((name) => `\`${name}\`${releasesText(name, since, until)}`),
  );
  const file = definition.fileSince ? [fileSinceText(definition.fileSince)] : [];
  const addresses = definition.behindAddresses ? ["appended to the address variables before it"] : [];
  return [...variables, ...addresses, ...file].join(", ");
}

/** Returns the releases that read a variable; empty if all of them do. */
function releasesText(name: string, since?: string, until?: string): string {
  if (until) return ` before ${until}`;
  if (since) return ` from ${since}`;
  const spans = spansOf(name).map(spanText).join(", ");
  return spans === "from 0.66.0" ? "" : ` ${spans}`;
}

function legacyTable(): string {
  const replaced = groups
    .flatMap(({ definitions }) => definitions)
    .flatMap(({ path, legacyNames = [] }) =>
      legacyNames.map((name) => `| ${name.startsWith("prompt: ") ? name : `\`${name}\``} | \`${path}\` |`),
    );
  const dropped = Object.entries(DROPPED_VARIABLES).map(([name, why]) => `| \`${name}\` | none: ${cell(why)} |`);
  const head = "| aztec-spartan.sh | Setting |\n| --- | --- |";
  return ["## From aztec-spartan.sh\n", head, ...[...replaced, ...dropped].sort()].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
