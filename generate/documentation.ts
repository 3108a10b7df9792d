/** docs/configuration.md, made from the table: what an operator can set, and what the node is given for it. */
import { defaultOf } from "../settings/defaults";
import { fileSinceText, spanText } from "../settings/checks/applicability";
import { newestRelease, spansOf } from "../settings/releases/release";
import { envVars } from "../settings/releases/env-vars";
import { attesterDefinitions, groups } from "../settings/schema";
import type { SettingDefinition } from "../settings/schema/definition";
import { DROPPED_VARIABLES } from "../settings/schema/fixed";
import { describeType } from "../settings/schema/type-description";
import { inputType } from "../settings/schema/definition";

const HEAD = `# Settings

<!-- Made from settings/schema/ by \`make docs\`; a test holds it in step. -->

\`Pulumi.<stack>.yaml\` has a stack's settings. \`pulumi config set <setting> <value>\` writes one,
\`pulumi config set --path <group>.<setting> <value>\` one of a group, and \`pulumi config set --secret <setting>\` asks for
one and encrypts it. Lists are written with commas, or as YAML lists. Every setting is checked before anything is made:
its form, whether the role and the release have a use for it, and whether it goes together with the others. What is not
set is not given to the node.

- **secret** has to be stored encrypted; **secret if a key is in it** where a URL holds a password or an API key.
- **each attester's** can be set once more for each further attester, with a hyphen and its name behind it:
  \`attesterPrivateKey-second\`, \`coinbase-second\`. What a further attester has none of its own of, of
  \`remoteSignerUrl\`, \`publisherPrivateKeys\`, \`publisherAddresses\`, \`coinbase\` and \`feeRecipient\`, is the stack's.
- _Default_ in italics is the node's own, of release ${newestRelease()} unless it says otherwise.
- _Variable_ is what the node reads: without a release, by every one from 0.66.0 on.
- _Seed_ is the variable, flag or prompt of Aztec's first tool, \`aztec-spartan.sh\`, that the setting takes the place of.
`;

/** The whole file, before it is formatted. */
export function documentation(): string {
  const parts = groups.map(({ title, definitions: variables }) => `## ${title}\n\n${table(variables)}`);
  return [HEAD, ...parts, seedTable()].join("\n\n");
}

function table(variables: readonly SettingDefinition[]): string {
  const head = "| Setting | Takes | Default | What it does | Variable | Seed |\n| --- | --- | --- | --- | --- | --- |";
  return [head, ...variables.map(row)].join("\n");
}

function row(variable: SettingDefinition): string {
  const { path, description: doc, legacyNames: seed = [], alternative: instead, secret, roles } = variable;
  const marks = [
    ...(secret === "always" ? ["**Secret.**"] : secret ? ["**Secret if a key is in it.**"] : []),
    ...(attesterDefinitions.some((one) => one.path === path) ? ["**Each attester's.**"] : []),
    ...(roles ? [`For: ${roles.join(", ")}.`] : []),
    ...(instead ? [`Where it is not read: ${instead}.`] : []),
  ];
  const what = [`${doc}.`, ...marks].join(" ");
  return `| ${[`\`${path}\``, takes(variable), defaultText(variable), what, names(variable), seed.join(", ")].map(cell).join(" | ")} |`;
}

function takes({ type, unit }: SettingDefinition): string {
  const { expects: told } = describeType(inputType(type));
  return unit ? `${told}, in ${unit}` : told;
}

function defaultText({ path, nodeDefault }: SettingDefinition): string {
  const ours = defaultOf(path);
  if (ours !== undefined) return `\`${JSON.stringify(ours).replaceAll('"', "")}\``;
  return nodeDefault ? `_${nodeDefault}_` : "";
}

function names(variable: SettingDefinition): string {
  const own = envVars(variable).flatMap(({ names: all, since, until }) =>
    all.map((name) => `\`${name}\`${during(name, since, until)}`),
  );
  const file = variable.fileSince ? [fileSinceText(variable.fileSince)] : [];
  const addresses = variable.behindAddresses ? ["behind the addresses before it"] : [];
  return [...own, ...addresses, ...file].join(", ");
}

/** In which releases a variable is read, where it is not all of them. */
function during(name: string, since?: string, until?: string): string {
  if (until) return ` before ${until}`;
  if (since) return ` from ${since}`;
  const told = spansOf(name).map(spanText);
  return told.join() === "from 0.66.0" ? "" : ` ${told.join(", ")}`;
}

function seedTable(): string {
  const given = groups
    .flatMap(({ definitions: variables }) => variables)
    .flatMap(({ path, legacyNames: seed = [] }) => seed.map((name) => `| ${cell(name)} | \`${path}\` |`));
  const dropped = Object.entries(DROPPED_VARIABLES).map(([name, why]) => `| \`${name}\` | none: ${cell(why)} |`);
  const head = "| Of the seed's tool | Here |\n| --- | --- |";
  return ["## From the seed's tool\n", head, ...[...given, ...dropped].sort()].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
