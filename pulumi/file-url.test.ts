import { userInfo } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { fileUrl, folderOfUrl } from "./file-url";

describe("the URL of a folder", () => {
  it.each([
    ["/home/a/mein Knoten (1)/Bäume", "file:///home/a/mein Knoten (1)/Bäume"],
    ["/home/p#1 50%/x?y/50%25", "file:///home/p%231 50%25/x%3Fy/50%2525"],
  ])("is as Pulumi decodes it, and leads back to the folder: %s", (folder, url) => {
    expect(fileUrl(folder)).toBe(url);
    expect(folderOfUrl(url)).toBe(folder);
  });

  it("may have the sign of the account's home folder and options, whatever HOME is", () => {
    vi.stubEnv("HOME", "/elsewhere");
    expect(folderOfUrl("file://~/backend?no_tmp_dir=true")).toBe(`${userInfo().homedir}/backend`);
    expect(folderOfUrl("file:///a/50%/b")).toBe("/a/50%/b");
    expect(folderOfUrl("s3://bucket")).toBeUndefined();
    vi.unstubAllEnvs();
  });
});
