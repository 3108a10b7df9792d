/** Decides which commands of a shell script run. What depends on more than is known here may run: it counts as a condition. */

/** Whether commands run: yes, no, or it depends. */
export type Certainty = "yes" | "no" | "maybe";

/** A compound command that is open: an `if`, a loop, a `case`. */
interface Frame {
  now: Certainty;
  /** Whether an earlier branch of it ran. */
  taken: Certainty;
}

const LOOPS = /^(for|case|select)$/;
const FILE_TESTS = /^-[efrs]$/;

/** Programs that do not fail in the script of a node that runs. */
const SURE =
  /^(cd|export|declare|set|source|\.|echo|printf|mkdir|sleep|true|:|docker|podman|pushd|ulimit|umask|unset|wait)$/;

/** Follows the conditions of a script. */
export class Conditions {
  private readonly frames: Frame[] = [];
  private chain: Certainty = "yes";
  private last: Certainty = "yes";

  /** @param isReadable whether a file is there */
  constructor(private readonly isReadable: (file: string) => boolean) {}

  /** Takes the operator before a command: `&&`, `||`, or one that ends a chain. */
  operator(text: string): void {
    if (text === "&&") this.chain = and(this.chain, this.last);
    else if (text === "||") this.chain = and(this.chain, not(this.last));
    else this.chain = "yes";
  }

  /** Returns whether the commands here run. */
  get certainty(): Certainty {
    return this.frames.map(({ now }) => now).reduce(and, this.chain);
  }

  /** Whether an `if`, a loop or a `case` around the command may skip it. */
  get isInside(): boolean {
    return this.frames.some(({ now }) => now !== "yes");
  }

  /** Takes the words of a command. @returns those that run, without the words of the compound command */
  command(words: readonly string[]): readonly string[] {
    const [first = "", ...rest] = words;
    if (first === "") return [];
    if (/^(fi|done|esac)$/.test(first)) this.frames.pop();
    else if (first === "else") this.otherwise("yes");
    else if (first === "elif") this.otherwise(this.result(rest));
    else if (first === "if" || first === "while") this.open(this.result(rest));
    else if (first === "until") this.open(not(this.result(rest)));
    else if (LOOPS.test(first)) this.open("maybe");
    else if (/^(then|do|!|\{|\})$/.test(first)) return this.command(rest);
    else {
      this.last = this.result(words);
      return words;
    }
    // What follows in the same command is a part of a branch: `else start`.
    return first === "else" ? this.command(rest) : [];
  }

  private open(now: Certainty): void {
    this.frames.push({ now, taken: now });
  }

  private otherwise(result: Certainty): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    frame.now = and(not(frame.taken), result);
    frame.taken = or(frame.taken, result);
  }

  /** Returns whether a command succeeds. */
  private result(words: readonly string[]): Certainty {
    const [first = "", ...rest] = words;
    if (first === "!") return not(this.result(rest));
    if (first === "[" || first === "[[") return this.test(rest.slice(0, -1));
    if (first === "test") return this.test(rest);
    if (first === "false") return "no";
    return SURE.test(first) || /^\w+\+?=/.test(first) ? "yes" : "maybe";
  }

  private test(words: readonly string[]): Certainty {
    const [first = "", second, third, ...more] = words;
    if (first === "!") return not(this.test(words.slice(1)));
    if (more.length > 0 || words.some((word) => word.includes("${"))) return "maybe";
    if (FILE_TESTS.test(first) && second !== undefined) return this.isReadable(second) ? "yes" : "maybe";
    if (first === "-n" || (second === undefined && first !== "")) return isTrue((second ?? first) !== "");
    if (first === "-z") return isTrue((second ?? "") === "");
    if (second === "=" || second === "==") return isTrue(first === third);
    return second === "!=" ? isTrue(first !== third) : "maybe";
  }
}

function isTrue(value: boolean): Certainty {
  return value ? "yes" : "no";
}

function and(one: Certainty, other: Certainty): Certainty {
  if (one === "no" || other === "no") return "no";
  return one === "yes" && other === "yes" ? "yes" : "maybe";
}

function or(one: Certainty, other: Certainty): Certainty {
  return not(and(not(one), not(other)));
}

function not(one: Certainty): Certainty {
  if (one === "maybe") return "maybe";
  return one === "yes" ? "no" : "yes";
}
