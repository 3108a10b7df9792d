/** Removes the programs that only start another one: `sudo`, `nohup`, `screen`, `tmux`, `pm2` and others. */
import path from "node:path";
import { ASSIGNMENT } from "./shell-commands";

/** Programs that start another one, with their options that have a value. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  sudo: ["-u", "-g", "-C", "-h", "-p", "-U", "--user", "--group", "--chdir", "-D"],
  nice: ["-n", "--adjustment"],
  ionice: ["-c", "-n", "-p", "--class", "--classdata"],
  stdbuf: ["-i", "-o", "-e"],
  timeout: ["-k", "-s", "--kill-after", "--signal"],
  taskset: ["-c"],
  chrt: [],
  setsid: [],
  nohup: [],
  time: [],
  exec: ["-a"],
  command: [],
  builtin: [],
  screen: ["-S", "-L", "-Logfile", "-c", "-h", "-s", "-t", "-T"],
  tmux: ["-s", "-n", "-c", "-t", "-x", "-y", "-e", "-L", "-f", "-S"],
  su: ["-s", "-g", "-w", "--shell"],
  "systemd-run": ["-p", "-u", "--unit", "--property", "--uid", "--gid", "-E", "--setenv"],
  runuser: ["-u", "-s", "-g"],
};

/** Returns the words of the command that such programs start; the words themselves without one. */
export function unwrapped(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const program = path.posix.basename(first);
  if (program === "pm2") return ofPm2(rest);
  const valued = WRAPPERS[program];
  if (valued === undefined) return words;
  if (program === "tmux" && /^(send|send-keys)$/.test(rest[0] ?? "")) return typed(rest.slice(1));
  const set: string[] = [];
  let i = program === "tmux" ? 1 : 0;
  for (; i < rest.length; i++) {
    const word = rest[i] ?? "";
    if (/^(su|runuser)$/.test(program) && /^(-c|--command)$/.test(word)) return ["sh", "-c", rest[i + 1] ?? ""];
    // Joined flags, `-dmS`, take the value of their last one.
    set.push(...variableIn(program, word, rest[i + 1]));
    const isValued = valued.includes(word) || (/^-\w{2,}$/.test(word) && valued.includes(`-${word.at(-1) ?? ""}`));
    if (isValued) i += 1;
    else if (!word.startsWith("-") && !isArgument(program, word)) break;
  }
  const command = unwrapped(rest.slice(i));
  return set.length > 0 ? ["env", ...set, ...command] : command;
}

/** Returns the variable that an option or an argument of a program sets for the command: `sudo A=1`, `--setenv=A=1`. */
function variableIn(program: string, word: string, next = ""): string[] {
  if (program === "sudo") return ASSIGNMENT.test(word) ? [word] : [];
  const option = /^(?:systemd-run|tmux)$/.test(program) ? /^(?:-E|-e|--setenv)(?:=(.*))?$/s.exec(word) : null;
  const text = option?.[1] ?? next;
  return option && ASSIGNMENT.test(text) ? [text] : [];
}

/** Returns the user as whom `sudo` or `su` runs the command, and whose home it gets; undefined for the same home. */
export function userOf(words: readonly string[]): string | undefined {
  const [first = "", ...rest] = words;
  const program = path.posix.basename(first);
  if (program === "su") return rest.find((word, i) => !word.startsWith("-") && !/^-[sgwc]$/.test(rest[i - 1] ?? ""));
  if (program !== "sudo") return undefined;
  const end = rest.findIndex((word, i) => !word.startsWith("-") && !valueFollows(rest[i - 1]));
  const options = end < 0 ? rest : rest.slice(0, end);
  if (options.some((word) => /^-[A-Za-z]*E|^--preserve-env$/.test(word)) && !options.includes("-H")) return undefined;
  const at = options.findIndex((word) => word === "-u" || word === "--user");
  const [, joined] = options.map((word) => /^(?:--user=|-u)(.+)$/.exec(word)).find((one) => one !== null) ?? [];
  return joined ?? (at < 0 ? "root" : (options[at + 1] ?? "root"));
}

function valueFollows(word: string | undefined): boolean {
  return word !== undefined && (WRAPPERS.sudo ?? []).includes(word);
}

/** Arguments of a program that stand before the command: the seconds of `timeout`, the user of `su`. */
function isArgument(program: string, word: string): boolean {
  if (/^(timeout|chrt|taskset)$/.test(program)) return /^\d[\d.,-]*[smhd]?$/.test(word);
  if (program === "sudo") return ASSIGNMENT.test(word);
  return program === "su" && !word.includes("/");
}

/** The words that `tmux send-keys` types, without the names of keys. */
function typed(words: readonly string[]): readonly string[] {
  const start = words[0] === "-t" ? 2 : 0;
  const text = words.slice(start).filter((word) => !/^(C-[a-z]|Enter|-l)$/i.test(word));
  return ["sh", "-c", text.join(" ")];
}

/** `pm2 start <program> --name x -- <arguments>`; pm2 is not read otherwise. */
function ofPm2([action, program = "", ...rest]: readonly string[]): readonly string[] {
  const end = rest.indexOf("--");
  if (action !== "start") return [];
  if (program.includes(" ")) return ["sh", "-c", program];
  return [program, ...(end < 0 ? [] : rest.slice(end + 1))];
}
