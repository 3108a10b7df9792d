/** Programs that start a node in a way that import does not read: each is refused by its name, with what to give instead. */
import { ImportError } from "../import-error";
import { GIVE } from "../other-formats";

const FOLDER = "Pass the folder of its compose file instead";

/** How a line is recognised, from its program and the words behind it, and what to do. */
const STARTERS: readonly (readonly [is: RegExp, what: string])[] = [
  [/^(?:docker|podman) compose .*\bup\b/, `runs docker compose. ${FOLDER}`],
  [/^(?:docker|podman)-compose .*\bup\b/, `runs docker-compose. ${FOLDER}`],
  [/^docker stack (?:deploy|up)\b/, "deploys a Swarm stack. Pass the stack's own file, as `-c` names it"],
  [/^docker service create\b.*\baztec/, `makes a service of Swarm, which import does not read. ${GIVE}`],
  [/^(?:nerdctl|lima|crictl|ctr) .*\brun\b.*\baztec/, `runs another program than Docker or podman. ${GIVE}`],
  [
    /^(?:kubectl (?:apply|create|run)|helm (?:install|upgrade|template)|kustomize|helmfile)\b/,
    "starts what Kubernetes runs, which import does not read. Pass the running node's environment: (umask 077; kubectl exec <pod> -- env > old.env)",
  ],
  [/^ansible(?:-playbook)?\s/, "runs Ansible. Pass the file that it writes on the node's machine"],
];

/**
 * @param words a command without the programs that only start another one
 * @param isConditional whether it may not run: a pattern of a `case` looks like an option too
 * @throws {ImportError} for a command that starts nodes in a way that is not read, and for one that is no command
 */
export function refuseOtherStarter(
  words: readonly string[],
  { place, isConditional }: { readonly place: string; readonly isConditional: boolean },
): void {
  const [program = "", ...rest] = words;
  if (!isConditional && /^(?:--?|[\u2010-\u2015\u2212])[A-Za-z]/.test(program)) {
    throw new ImportError(
      `${place} begins with an option, and the line before it does not continue: a blank behind its backslash, or a comment below it, ends the command. Correct the line in a copy of the file, and import that`,
    );
  }
  const line = [program.replace(/^.*\//, ""), ...rest].join(" ");
  const found = STARTERS.find(([is]) => is.test(line));
  if (found) throw new ImportError(`${place} ${found[1]}`);
}
