/** Prowler, an auditor of AWS accounts, from the package index of Python. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { cacheDir } from "../../pulumi/cache";
import { OperatorError, task } from "../../terminal/output";

const VERSION = "5.46.0";
const HOME = cacheDir(`prowler-${VERSION}`);
/** What a stack consists of. */
const SERVICES = ["ec2", "iam"];

/** Installs it once: 1.4 GB, since it audits many other clouds too. @throws {OperatorError} without Python */
export async function installProwler(): Promise<void> {
  if (existsSync(HOME)) return;
  const part = `${HOME}.part`;
  rmSync(part, { recursive: true, force: true });
  const { failed } = await execa("python3", ["-m", "venv", part], { reject: false });
  if (failed)
    throw new OperatorError(
      "The auditor needs Python 3.10 to 3.13 with its module venv. On Debian: apt-get install python3-venv",
    );
  const python = path.join(part, "bin/python");
  await task(`Prowler ${VERSION}`, async () => {
    await execa(python, ["-m", "pip", "install", "--quiet", "uv"]);
    // Where a proxy has its own certificate, pip finds it in PIP_CERT.
    const certificates = process.env.PIP_CERT ? { SSL_CERT_FILE: process.env.PIP_CERT } : {};
    const args = ["-m", "uv", "pip", "install", "--quiet", "--python", python, `prowler==${VERSION}`];
    await execa(python, args, { env: certificates });
  });
  // Only a complete installation is used.
  renameSync(part, HOME);
}

const findingSchema = z.object({
  status_code: z.string(),
  severity: z.string(),
  status_detail: z.string(),
  metadata: z.object({ event_code: z.string() }),
  resources: z.array(z.object({ uid: z.string() })),
});

export interface Finding {
  readonly check: string;
  readonly severity: string;
  readonly detail: string;
  /** ARNs. */
  readonly resources: readonly string[];
}

/** Audits an account. @param env for clients of AWS @returns what failed */
export async function audit(folder: string, region: string, env: Readonly<Record<string, string>>): Promise<Finding[]> {
  const scope = ["aws", "--services", ...SERVICES, "--region", region];
  const output = ["--output-formats", "json-ocsf", "--output-directory", folder, "--no-banner"];
  const args = ["-m", "prowler", ...scope, ...output, "--ignore-exit-code-3"];
  await execa(path.join(HOME, "bin/python"), args, { env: { AWS_DEFAULT_REGION: region, ...env } });
  const name = readdirSync(folder).find((file) => file.endsWith(".ocsf.json")) ?? "";
  const all = z.array(findingSchema).parse(JSON.parse(readFileSync(path.join(folder, name), "utf8")));
  return all
    .filter(({ status_code: status }) => status === "FAIL")
    .map(({ metadata, severity, status_detail: detail, resources }) => ({
      check: metadata.event_code,
      severity,
      detail,
      resources: resources.map(({ uid }) => uid),
    }));
}
