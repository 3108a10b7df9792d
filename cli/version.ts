import { spawnSync } from "node:child_process";
import { version } from "../package.json";
import { PROJECT_DIR } from "../pulumi/dev-stack";

/** Describes which program this is: its version and, in a checkout, its commit, which `git pull` changes. */
export function versionText(folder = PROJECT_DIR): string {
  const described = spawnSync("git", ["-C", folder, "describe", "--always", "--dirty", "--exclude=*"], {
    encoding: "utf8",
  });
  const commit = described.status === 0 ? described.stdout.trim() : "";
  return `aztec-validator ${version}${commit === "" ? "" : `, commit ${commit}`}`;
}
