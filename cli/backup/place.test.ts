/** A backup in S3. AWS's command line is a script that keeps objects in a folder. */
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { download, upload } from "./place";
import { useFolder } from "../../test/fixtures/folder";

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

const folder = useFolder({ onPath: true });
const URL = "s3://bucket/main.backup";

beforeEach(() => {
  folder.makeFolder("bucket");
  folder.program("aws", AWS);
  folder.write("packed", "a backup");
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a backup in S3", () => {
  it("is the file that was packed, and comes back as it was", async () => {
    await upload(folder.at("packed"), URL, { profile: "validators" });
    expect(folder.read("bucket/main.backup")).toBe("a backup");
    await download(URL, folder.at("came back"), {});
    expect(folder.read("came back")).toBe("a backup");
    expect(folder.read("calls").split("\n")).toEqual([
      "--profile validators --version",
      expect.stringMatching(/^--profile validators s3 cp (--no-progress )?\/\S+\/packed s3:\/\/bucket\/main\.backup$/),
      "--version",
      expect.stringMatching(/^s3 cp (--no-progress )?s3:\/\/bucket\/main\.backup \/\S+\/came back$/),
      "",
    ]);
  });

  it("that AWS refuses is an error in AWS's words, with the command that shows who acts", async () => {
    const denied = "s3://bucket/denied";
    await expect(upload(folder.at("packed"), denied, { profile: "validators" })).rejects.toThrow(
      `AWS's command line did not copy ${folder.at("packed")} to ${denied}: upload failed: An error occurred (AccessDenied)\n  To see which login and account it used: aws --profile validators sts get-caller-identity`,
    );
    expect(existsSync(folder.at("bucket/denied"))).toBe(false);
  });

  it("needs AWS's command line", async () => {
    vi.stubEnv("PATH", folder.at("bucket"));
    await expect(download(URL, folder.at("came back"), {})).rejects.toThrow(
      "S3 is reached by AWS's command line, and `aws --version` does not answer. Nothing was copied. Install it: https://",
    );
  });
});
