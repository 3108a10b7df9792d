/** The type of `extraEnv`: environment variables without a setting of their own. */
import { z } from "zod";
import { hasTemplate } from "../placeholders";
import { hasKey, hereMessage, isHere, serverUrl } from "../server-url";
import { described } from "./type-description";
import { LIBRARY_SECRET, LIBRARY_VARIABLE } from "./fixed";
import { LONGEST_TIMER_MS } from "./types";

const variableName = described(z.string().regex(/^[A-Z][A-Z0-9_]*$/), "the name of an environment variable", "<NAME>");
const variableText = described(
  z.union([z.string().min(1), z.number(), z.boolean()]),
  "a text, a number, true or false",
  "<value>",
);

const INSPECT = "has --inspect, which lets everyone who reaches its port run code and read the keys: remove it";
const LINES = "has a line break: write the value in one line";
const ROLLUP = "must be the number of a rollup, or canonical, which is the default: remove it";
const TEMPLATE = "has a placeholder, and nothing replaces it: write the value itself";

const QUOTES = "has quotes around it, which the node would read as a part of the value: write it without them";
const SPACES =
  "has a space at its beginning or end, or an invisible character, which the node would read too: type it again";
export const ELSEWHERE =
  "is the path of a file on this machine, and the node's container has no such file: use one in dataDirectory";
const PROXY = "must be a URL that starts with http:// or https://, or the node does not start";
const CODE = "would load other code into the node, which can read its keys: remove --require, --import and --loader";
const OPTIONS = "must be options of Node.js that begin with -, such as --max-old-space-size=8192";
const HEAP = "has an option that Node.js does not know, so the node does not start: write --max-old-space-size";

const HEAP_SIZE =
  "has --max-old-space-size without = and a number of MiB, so the node does not start: write --max-old-space-size=8192";
/** Options that no Node.js takes from NODE_OPTIONS. Source: its page on the command line. */
const NOT_TAKEN =
  /(?<=^|\s)(?:-[ecpivh]|--(?:eval|print|check|interactive|version|help|test|run|prof|env-file(?:-if-exists)?|build-snapshot|optimize-for-size|v8-options))(?=[\s=]|$)/;

/** Returns what is wrong with options of Node.js. */
function optionsProblem(value: string): string | undefined {
  if (/(^|[\s"'])--inspect/.test(value)) return INSPECT;
  if (/(^|\s)(-r|--require|--import|--loader|--experimental-loader)([\s=]|$)/.test(value)) return CODE;
  if (/--max[-_](old[-_]space|heap|memory|old[-_]size)(?![-_\w])/.test(value)) return HEAP;
  if (/--max[-_]old[-_]space[-_]size(?!=\d+(\s|$))(?![-_\w])/.test(value.replaceAll(/["']/g, ""))) return HEAP_SIZE;
  const [notTaken] = NOT_TAKEN.exec(value) ?? [];
  if (notTaken)
    return `has ${notTaken}, which Node.js does not take from NODE_OPTIONS, so the node does not start: remove it`;
  return /^\s*-/.test(value) || /^["']/.test(value) ? undefined : OPTIONS;
}

/** Variables that are numbers by their names. RPC_MAX_BODY_SIZE has a unit. */
const NUMBER =
  /^(?!RPC_MAX_BODY_SIZE$)[A-Z\d_]+_(?:MS|SECONDS|KB|COUNT|SIZE|LENGTH|SLOTS|RETRIES|CONCURRENCY|TTL)$|^P2P_GOSSIPSUB_D(?:LO|HI|LAZY)?$/;
/** Numbers that are at least 1: threads, and what peers get their messages by. */
const POSITIVE =
  /^(?:UV_THREADPOOL_SIZE|RAYON_NUM_THREADS|OMP_NUM_THREADS|P2P_GOSSIPSUB_(?:D|INTERVAL_MS|MCACHE_LENGTH)|P2P_MAX_PENDING_TX_COUNT)$/;
const ROUNDED =
  "has more digits than a number keeps, so it is rounded already: in the stack's file, write it in quotes";
const NO_NUMBER = "must be a number of digits alone: the node reads another text as no number, or does not start";
const TOO_SMALL = "must be a whole number from 1";
/** Milliseconds in which no peer on the internet answers. */
const SHORTEST_ANSWER = 500;
const TOO_LONG = `is longer than ${LONGEST_TIMER_MS} ms, which a timer of Node.js reads as 1 ms: write a shorter time`;
const TOO_SHORT = `is shorter than ${SHORTEST_ANSWER} ms, in which few peers answer: the node would get no transactions`;

function numberProblem(name: string, value: string): string | undefined {
  if (POSITIVE.test(name) && !/^[1-9]\d*$/.test(value)) return TOO_SMALL;
  if (NUMBER.test(name) && !/^\d+(\.\d+)?$/.test(value)) return NO_NUMBER;
  if (name.endsWith("_MS") && Number(value) > LONGEST_TIMER_MS) return TOO_LONG;
  return /^P2P_REQRESP_\w+_TIMEOUT_MS$/.test(name) && Number(value) < SHORTEST_ANSWER ? TOO_SHORT : undefined;
}

/** Returns whether a number was rounded when it was read: YAML's has no quotes. */
function isRounded(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Returns what is wrong with the value of a variable, whatever reads it. */
function valueProblem(name: string, value: string): string | undefined {
  const ofOptions = name === "NODE_OPTIONS" ? optionsProblem(value) : undefined;
  if (ofOptions) return ofOptions;
  if (/^(["']).*\1$/s.test(value)) return QUOTES;
  if (/^(~|\.{1,2}\/|\/(root|Users)\/)/.test(value)) return ELSEWHERE;
  if (/^(HTTP|HTTPS)_PROXY$/.test(name) && !serverUrl(value)) return PROXY;
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(value)) return LINES;
  if (value !== value.trim() || /\p{Cf}/u.test(value)) return SPACES;
  if (hasTemplate(value)) return TEMPLATE;
  const ofNumber = numberProblem(name, value);
  if (ofNumber) return ofNumber;
  if (name === "ROLLUP_VERSION" && !/^(\d{1,15}|canonical)$/.test(value)) return ROLLUP;
  const { protocol = "", hostname = "" } = URL.parse(value) ?? {};
  if (!/^(https?|grpc):$/.test(protocol) || !isHere(hostname)) return undefined;
  return hereMessage(hostname);
}

/** As the node reads a toggle. */
const ON = /^(1|true|TRUE)$/;

/** Returns the heap in MiB that options of Node.js allow; undefined if they set none. */
function heapOf(options: string): number | undefined {
  const [, megabytes] = /--max[-_]old[-_]space[-_]size=(\d+)/.exec(options) ?? [];
  return megabytes === undefined ? undefined : Number(megabytes);
}

function isSecret(name: string, value: string): boolean {
  return value.split(",").some(hasKey) || (LIBRARY_VARIABLE.test(name) && LIBRARY_SECRET.test(name));
}

/** Environment variables. Checked settings keep only the names and what checks need: a value may be secret. */
export function extraVariables() {
  const type = z.record(variableName, variableText).superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      const message = isRounded(value) ? ROUNDED : valueProblem(name, String(value));
      if (message) context.addIssue({ code: "custom", path: [name], message });
    }
  });
  return described(type, "a group of environment variables", "<value>").transform((all) => ({
    names: Object.keys(all),
    /** Variables that are true. */
    on: Object.entries(all).flatMap(([name, value]) => (ON.test(String(value)) ? [name] : [])),
    /** Variables whose value has to be encrypted. */
    withKey: Object.entries(all).flatMap(([name, value]) => (isSecret(name, String(value)) ? [name] : [])),
    /** Variables with the path of a home directory, which only `dataDirectory` can make one of the container. */
    inHome: Object.entries(all).flatMap(([name, value]) => (String(value).startsWith("/home/") ? [name] : [])),
    /** Sizes of databases in KiB, by variable. */
    mapSizes: Object.entries(all).flatMap(([name, value]) =>
      name.endsWith("MAP_SIZE_KB") ? [[name, Number(value)] as const] : [],
    ),
    /** Numbers of peers that gossip gets: the target, its least and its most. */
    gossip: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) =>
        /^P2P_GOSSIPSUB_D(LO|HI)?$/.test(name) ? [[name, Number(value)] as const] : [],
      ),
    ),
    /** In MiB, as NODE_OPTIONS has it. */
    heapMb: heapOf(String(all.NODE_OPTIONS ?? "")),
  }));
}
