import { runPulumi } from "../../pulumi/run-pulumi";
import { quote } from "../../settings/shell-word";
import { OperatorError } from "../../terminal/output";

/**
 * Returns the stack that `pulumi stack select` chose; undefined without a login, and where none is selected.
 *
 * @throws {OperatorError} for a stack of another organization than the default one, which Pulumi prints as
 * `<organization>/<stack>`: by its name alone, a command would work on the default one's
 */
export async function selectedStack(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { failed, stdout } = await runPulumi(["stack", "--show-name", "--non-interactive"], { env });
  const name = stdout.trim();
  if (failed || name === "") return undefined;
  const [organization = "", stack] = name.split("/");
  if (stack === undefined) return name;
  throw new OperatorError(
    [
      `The selected stack ${name} is not of your default organization, and commands name the stack alone. Nothing was done.`,
      `  For a stack of ${organization}: pulumi org set-default ${quote(organization)}, then run this command again`,
      "  For a stack of the default organization: pass --stack <name>",
    ].join("\n"),
  );
}
