/** The homes of the users that a node runs as. */
import type { EnvVars } from "../interpolation";

/** Returns the home of a user of this machine; an unknown one is a variable that is set nowhere. */
export function homeOf(
  user: string,
  { USER: own, HOME: home }: EnvVars,
  read: (file: string) => string | undefined,
): string {
  if (user === "root") return "/root";
  if (home && (user === own || user === "")) return home;
  const entry = (read("/etc/passwd") ?? "").split("\n").find((line) => line.startsWith(`${user}:`));
  return entry?.split(":")[5] ?? `\${HOME_OF_${user.replace(/\W/g, "_")}}`;
}
