/** Queries of the simulated AWS by boto3: another client than the one that is tested. */
import { createInterface } from "node:readline";
import { execa, type ExecaChildProcess } from "execa";
import { z } from "zod";
import { EMULATOR } from "./names";

const CLIENTS = ["ec2", "iam", "s3", "kms", "sts"];

/** Evaluates a line at a time: loading boto3 for each would cost more than most requests. */
const SESSION = `
import boto3, json, sys
for name in ${JSON.stringify(CLIENTS)}:
    globals()[name] = boto3.client(name, endpoint_url="http://127.0.0.1:5000")
for line in sys.stdin:
    try:
        answer = {"value": eval(json.loads(line))}
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer, default=str), flush=True)
`;

const answerSchema = z.object({ value: z.unknown(), error: z.string().optional() });

/** A Python process beside the emulator; it ends with the emulator's container. */
class BotoSession {
  private readonly python: ExecaChildProcess;
  private readonly answers: AsyncIterator<string>;
  private last: Promise<unknown> = Promise.resolve();

  constructor() {
    const keys = ["AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_DEFAULT_REGION=eu-central-1"];
    const options = keys.flatMap((key) => ["--env", key]);
    this.python = execa("docker", ["exec", "--interactive", ...options, EMULATOR, "python3", "-c", SESSION], {
      reject: false,
    });
    if (!this.python.stdout) throw new Error("python3 has no standard output");
    this.answers = createInterface(this.python.stdout)[Symbol.asyncIterator]();
  }

  /** Evaluates an expression after those before it. @throws the error of Python */
  evaluate(expression: string): Promise<unknown> {
    const answer = this.last.then(() => this.send(expression));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async send(expression: string): Promise<unknown> {
    this.python.stdin?.write(`${JSON.stringify(expression)}\n`);
    const line = await this.answers.next();
    if (line.done) throw new Error(`python3 ended: ${(await this.python).stderr}`);
    const answer = answerSchema.parse(JSON.parse(line.value));
    if (answer.error !== undefined) throw new Error(`${answer.error}: ${expression}`);
    return answer.value;
  }

  async end(): Promise<void> {
    this.python.stdin?.end();
    await this.python;
  }
}

let session: BotoSession | undefined;

/** @param expression in Python, with a client of each service */
export async function boto(expression: string): Promise<unknown> {
  session ??= new BotoSession();
  return session.evaluate(expression);
}

/** Ends the session: with its container, the emulator forgets everything. */
export async function endBoto(): Promise<void> {
  await session?.end();
  session = undefined;
}
