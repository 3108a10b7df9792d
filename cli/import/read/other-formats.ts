/** Recognises files that people name for an installation, and that start no node as import reads it: each is refused by its own name. */
import type { Tree, TreeMap } from "./compose/tree";
import { ImportError } from "./import-error";
import type { SourceFile } from "./source-file";

/** What to give when a file cannot be read: the running node says itself what it was started with. */
export const GIVE =
  "Pass a file with the start line alone, or the running node's environment: (umask 077; docker exec <container> env > old.env)";

const ENVIRONMENT = "Pass the running node's environment: (umask 077;";
const FROM_POD = `${ENVIRONMENT} kubectl exec <pod> -- env > old.env)`;
const FROM_CONTAINER = `${ENVIRONMENT} docker exec <container> env > old.env)`;
const STARTS = "Pass the compose file, script or unit that starts the node: import finds the keys through it";

const LINE =
  "Copy its command into a file start.sh, after its variables as NAME=value lines with `export`, and pass that";

const has = (tree: Tree | undefined, ...names: readonly string[]): tree is TreeMap =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && names.every((name) => name in tree);

/** The formats, from the most to the least specific: how each is recognised, what it is, and what to give instead. */
const FORMATS: readonly (readonly [is: (tree: Tree, first: Tree | undefined) => boolean, what: string])[] = [
  [(tree) => has(tree, "apiVersion", "kind"), `a Kubernetes manifest, which import does not read. ${FROM_POD}`],
  [
    (tree) =>
      has(tree, "apiVersion", "name") || (has(tree) && Object.values(tree).some(hasHelmImage)) || hasHelmImage(tree),
    `a part of a Helm chart, which import does not read. ${FROM_POD}`,
  ],
  [
    (_, first) => has(first, "Config", "HostConfig"),
    `the output of docker inspect, which import does not read. ${FROM_CONTAINER}`,
  ],
  [
    (_, first) => has(first, "hosts") || has(first, "tasks") || has(first, "roles") || isTask(first),
    "an Ansible playbook. Pass the file that it writes on the node's machine",
  ],
  [(tree) => has(tree, "resources") && Array.isArray(tree.resources), `a Kustomization. ${FROM_POD}`],
  [
    (tree) => has(tree, "schemaVersion") || has(tree, "validators"),
    `a keystore file, which says nothing of the node. ${STARTS}`,
  ],
  [(tree) => has(tree, "apps"), `a configuration of pm2, which import does not read. ${LINE}`],
  [(tree) => has(tree, "crypto", "version"), `an encrypted key, which says nothing of the node. ${STARTS}`],
  [(_, first) => has(first, "attester"), `the output of the staking command: public data, no keys. ${STARTS}`],
  [
    (tree) => has(tree) && Object.values(tree).some((one) => has(one, "image") || has(one, "build")),
    "a compose file of version 1, which today's Docker Compose refuses. Write services: as its first line, and indent all others by two blanks",
  ],
];

/** A task has a name, and a module as a key: `community.docker.docker_container`. */
function isTask(tree: Tree | undefined): boolean {
  return (
    has(tree, "name") &&
    Object.keys(tree).some((key) => /\.|^(?:docker_|include_|import_|template$|copy$|shell$|command$)/.test(key))
  );
}

function hasHelmImage(tree: Tree): boolean {
  return has(tree, "image") && has(tree.image, "repository");
}

/** @throws {ImportError} if a document without services is of a format that has a name */
export function refuseOtherFormat(tree: Tree, file: string): void {
  if (has(tree, "services") || has(tree, "include")) return;
  const first = Array.isArray(tree) ? (tree as readonly Tree[])[0] : undefined;
  const found = FORMATS.find(([is]) => is(tree, first));
  if (found) throw new ImportError(`${file} is ${found[1]}`);
}

/** Names of scripts that are no shell's of Unix: their assignments and continued lines would be lost in silence. */
const OTHER_SCRIPTS = /\.(?:bat|cmd|ps1|fish|csh|py|js|ts|pl|rb|php)$/i;
const OTHER_SCRIPT = `a script of another shell or language, which import does not read. ${LINE}`;
/** Files without a tree, which another program reads: how each is recognised, what it is, and what to give instead. */
const TEXTS: readonly (readonly [is: RegExp, what: string])[] = [
  [/^\s*\[program:[^\]]+\]/m, `a configuration of supervisord, which import does not read. ${LINE}`],
  [
    /^\s*(?:module\.exports\b|export default\b)[^]*\bapps\b/m,
    `a configuration of pm2, which import does not read. ${LINE}`,
  ],
  [/^#!\S*\bopenrc-run\b/, `a service of OpenRC, which import does not read. ${LINE}`],
  [/<plist\b/, `a service of launchd, which import does not read. ${LINE}`],
  [
    /^\[(?:Kube|Pod|Volume|Network|Image|Build)\]\s*$/m,
    `a Quadlet that starts no container of its own. Pass the one whose name ends in .container, or a running node's environment: (umask 077; podman exec <container> env > old.env)`,
  ],
  [/^\[Timer\]\s*$/m, "a timer of systemd. Pass the unit that it starts, whose name ends in .service"],
  [
    /^(?:@(?:reboot|hourly|daily|weekly)|(?:[\d*/,-]+\s+){5})\s*\S/m,
    "a crontab. Pass what its line starts: a script, or the folder of the compose file",
  ],
  [
    /^FROM\s+\S+/im,
    "a Dockerfile, which starts no node by itself. Pass the compose file or script that runs its image",
  ],
  [
    /^(?:resource|provider|module|terraform)\b[^\n=]*\{\s*$/m,
    `a configuration of Terraform, which import does not read. ${FROM_CONTAINER}`,
  ],
  [/^job\s+"[^"]*"\s*\{/m, `a job of Nomad, which import does not read. ${FROM_CONTAINER}`],
  [/^#!\S*\/(?:env\s+(?:-S\s+)?)?(?:fish|t?csh|python|perl|ruby|php|node|expect)/, OTHER_SCRIPT],
];

/** A file that begins with a section, as TOML does; units of systemd and podman are read. */
const SECTIONS = /^\s*(?:#.*\s+)*\[(?!(?:Unit|Service|Install|Container|Quadlet|X-[^\]]*)\])[\w."-]+\]\s*$/m;
const OF_SECTIONS = `a configuration with sections, which a node does not read. ${LINE}`;

/** @throws {ImportError} if a file that is neither a compose file nor a script has another format with a name */
export function refuseOtherText({ path, text }: SourceFile): void {
  const what =
    TEXTS.find(([is]) => is.test(text))?.[1] ??
    (OTHER_SCRIPTS.test(path) ? OTHER_SCRIPT : undefined) ??
    (SECTIONS.exec(text)?.index === 0 ? OF_SECTIONS : undefined);
  if (what) throw new ImportError(`${path} is ${what}`);
}

/** A placeholder of Jinja, Ansible or Helm, not one of Docker Swarm: `{{.Node.Hostname}}`. */
const PLACEHOLDER = /\{\{-?(?!\s*\.[A-Z])|\{%/;

/** Whether a text is a template that another program fills in. */
export function isTemplate(text: string): boolean {
  return PLACEHOLDER.test(text);
}

export const RENDER =
  "has placeholders of a template ({{ … }} or {% … %}), so its values are unknown. Pass the file that Ansible, Helm or your installer made of it";
