/** Finds the Docker engine that a stack's settings file names. */
import { readFileSync } from "node:fs";
import { PROJECT_NAME, type Stack } from "../pulumi/dev-stack";
import { LOCAL_DOCKER } from "../remote/docker";
import { entriesInFile } from "../settings/settings-file";

/** Returns the command that reaches a stack's engine, to run and to print: an operator's shell may name another one. */
export function dockerOf({ settingsFile }: Pick<Stack, "settingsFile">): readonly string[] {
  const host = dockerHostOf(readFileSync(settingsFile, "utf8"), PROJECT_NAME);
  return host ? ["docker", "--host", host] : LOCAL_DOCKER;
}

/** Returns the setting `dockerHost`. @param text the settings file @param project the namespace of its settings */
export function dockerHostOf(text: string, project: string): string | undefined {
  const dockerHost = settingOf("dockerHost", text, project);
  // The program reports a value of another type.
  return typeof dockerHost === "string" ? dockerHost : undefined;
}

/** Returns whether a stack's node is on a server or an instance, so that it needs no Docker here. Parameters as above. */
export function isOnServer(text: string, project: string): boolean {
  const host = settingOf("host", text, project);
  const kind = typeof host === "object" && host !== null && "kind" in host ? host.kind : undefined;
  return kind === "ssh" || kind === "aws";
}

function settingOf(setting: string, text: string, project: string): unknown {
  return entriesInFile(text, project).find(([name]) => name === setting)?.[1];
}
