import { mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { EARLIER_RELEASE, earlierNodeImage, movingL1 } from "../dev/images/earlier";
import { contentHash, localL1, nodeImage, RELEASE } from "./tags";

const images = __dirname;

function read(file: string): string {
  return readFileSync(path.join(images, file), "utf8");
}

describe("the images of a development stack", () => {
  it("are named by release and content", () => {
    expect(RELEASE).toBe("4.1.2");
    expect(nodeImage(RELEASE)).toMatch(/^aztec-validator\/node:4\.1\.2-[0-9a-f]{12}$/);
    expect(localL1(RELEASE).image).toMatch(/^aztec-validator\/l1:4\.1\.2-[0-9a-f]{12}$/);
    expect(nodeImage(RELEASE)).toBe(nodeImage(RELEASE));
  });

  it("get another name for every changed input", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "image-"));
    writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\n");
    const names = [contentHash(folder), contentHash(folder, "of another node image")];
    writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch AS other\n");
    names.push(contentHash(folder));
    renameSync(path.join(folder, "Dockerfile"), path.join(folder, "Containerfile"));
    names.push(contentHash(folder));
    expect(new Set(names).size).toBe(4);
    expect(contentHash(folder)).toBe(names[3]);
  });

  it("exist for one release: another one is refused with the command that sets it", () => {
    const message =
      "A development stack runs release 4.1.2, and has no images of 5.0.0: pulumi config set release 4.1.2";
    expect(() => nodeImage("5.0.0")).toThrow(message);
    expect(() => localL1("5.0.0")).toThrow(message);
  });

  it("have the registry address that the build of the L1 verifies", () => {
    expect(localL1(RELEASE)).toEqual({
      release: RELEASE,
      image: localL1(RELEASE).image,
      chainId: 31337,
      registry: "0xb7f8bc63bbcad18155201308c8f3540b07f84f5e",
    });
  });

  it("include an L1 with the chain id of a public network", () => {
    expect(localL1(RELEASE, "public")).toEqual({
      release: RELEASE,
      image: localL1(RELEASE, "public").image,
      chainId: 11155111,
      registry: "0xb7f8bc63bbcad18155201308c8f3540b07f84f5e",
    });
    expect(localL1(RELEASE, "public").image).not.toBe(localL1(RELEASE).image);
  });

  it("include an earlier release, with an L1 of both", () => {
    expect(EARLIER_RELEASE).toBe("4.0.0-nightly.20260122");
    expect(earlierNodeImage()).toMatch(/^aztec-validator\/node:4\.0\.0-nightly\.20260122-[0-9a-f]{12}$/);
    expect(movingL1().image).toMatch(/^aztec-validator\/l1:4\.0\.0-nightly\.20260122-[0-9a-f]{12}$/);
  });

  it.each(["aztec", "aztec-earlier", "l1"])("are built from a lockfile that names no registry: %s", (folder) => {
    expect(read(`${folder}/package-lock.json`)).not.toContain('"resolved"');
  });

  it("let their user read the checkout's files, which only their owner may read after umask 077", () => {
    const stages = ["aztec", "ec2-emulator", "ec2-machine", "l1"].flatMap((name) =>
      read(`${name}/Dockerfile`).split(/^FROM /m),
    );
    const others = stages.filter((stage) => /^USER (?!root)/m.test(stage));
    expect(others).toHaveLength(1);
    const [before = ""] = others[0]?.split(/^USER /m) ?? [];
    const copied = [...before.matchAll(/^COPY (?:--from=chain )?(.*) \/l1\/$/gm)].flatMap(([, files = ""]) =>
      files.split(" "),
    );
    expect(copied.filter((file) => !file.endsWith(".mjs"))).toEqual([
      "/l1/chain.json",
      // Written by the build.
      "/l1/state.json",
      "/l1/deployment.json",
    ]);
    expect(before).toContain("\nRUN chmod a+r /l1/*.mjs /l1/chain.json && ");
  });

  it("share their first build steps, so that these are built once", () => {
    const [first, second] = ["aztec", "l1"].map((folder) => {
      const text = read(`${folder}/Dockerfile`);
      const stage = text.slice(text.indexOf("\nLABEL"), text.indexOf(" update-ca-certificates"));
      return stage.split("\n").filter((line) => !line.startsWith("#"));
    });
    expect(first).toEqual(second);
    expect(first).toHaveLength(6);
  });
});
