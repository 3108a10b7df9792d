/** A backup in S3. AWS's command line is a script that keeps objects in a folder. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { download, upload } from "./place";

/** Copies between files and objects. A key with "denied" in it is refused as AWS refuses it. */
const AWS = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$*" >> calls
for last; do from=$to; to=$last; done
case "$*" in
  *--version) echo aws-cli/2.15.30 ;;
  *denied*) echo "upload failed: An error occurred (AccessDenied)" >&2; exit 1 ;;
  *"s3 cp "*) cp "$(echo "$from" | sed s,^s3:/,.,)" "$(echo "$to" | sed s,^s3:/,.,)" ;;
esac
`;

let folder = "";
const URL = "s3://bucket/main.backup";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-s3-test-"));
  mkdirSync(path.join(folder, "bucket"));
  writeFileSync(path.join(folder, "aws"), AWS, { mode: 0o700 });
  writeFileSync(path.join(folder, "packed"), "a backup");
  vi.stubEnv("PATH", `${folder}:${process.env.PATH ?? ""}`);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a backup in S3", () => {
  it("is the file that was packed, and comes back as it was", async () => {
    await upload(path.join(folder, "packed"), URL, { profile: "validators" });
    expect(readFileSync(path.join(folder, "bucket/main.backup"), "utf8")).toBe("a backup");
    await download(URL, path.join(folder, "came back"), {});
    expect(readFileSync(path.join(folder, "came back"), "utf8")).toBe("a backup");
    expect(readFileSync(path.join(folder, "calls"), "utf8").split("\n")).toEqual([
      "--profile validators --version",
      expect.stringMatching(/^--profile validators s3 cp (--no-progress )?\/\S+\/packed s3:\/\/bucket\/main\.backup$/),
      "--version",
      expect.stringMatching(/^s3 cp (--no-progress )?s3:\/\/bucket\/main\.backup \/\S+\/came back$/),
      "",
    ]);
  });

  it("that AWS refuses is an error in AWS's words, with the command that shows who acts", async () => {
    const denied = "s3://bucket/denied";
    await expect(upload(path.join(folder, "packed"), denied, { profile: "validators" })).rejects.toThrow(
      `AWS's command line did not copy ${path.join(folder, "packed")} to ${denied}: upload failed: An error occurred (AccessDenied)\n  Who acts, and for which account: aws --profile validators sts get-caller-identity`,
    );
    expect(existsSync(path.join(folder, "bucket/denied"))).toBe(false);
  });

  it("needs AWS's command line", async () => {
    vi.stubEnv("PATH", path.join(folder, "bucket"));
    await expect(download(URL, path.join(folder, "came back"), {})).rejects.toThrow(
      "S3 is reached by AWS's command line, and `aws --version` does not answer. Nothing was copied. Install it: https://",
    );
  });
});
