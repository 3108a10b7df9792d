/** What a service of a Compose project is made of: anchors, secrets, profiles, files of variables, documents. */
import { describe, expect, it } from "vitest";
import { locate } from "../mounts";
import { installationOf, mountsOf, node } from "../../../../test/fixtures/compose-project";

describe("the parts of a service", () => {
  it("may come from anchors, merge keys, secrets and configs", () => {
    const installation = installationOf({
      "c.yml": `x-node: &node
  image: aztecprotocol/aztec:5.2.0
  environment: &env {A: 1, KEY: 0x00ff}
services:
  node:
    <<: *node
    environment: {<<: *env, B: 2}
    secrets: [p2p, {source: key, target: /keys/key1.json}]
    configs: [{source: text, target: /t}]
secrets: {p2p: {file: ./p2p}, key: {environment: KEYSTORE}}
configs: {text: {content: "a \${A}"}}
`,
      ".env": "KEYSTORE={}\nA=1",
    });
    // Compose makes 255 of the unquoted number.
    expect(installation.env).toEqual({ A: "1", KEY: "0x00ff", B: "2" });
    expect(mountsOf(installation)).toEqual(["/srv/aztec/p2p:/run/secrets/p2p", "{}:/keys/key1.json", "a 1:/t"]);
  });

  it("may be a directory of a volume", () => {
    const volume = "{type: volume, source: az, target: /root/.aztec, volume: {subpath: nodes/main}}";
    const { mounts } = installationOf({ "c.yml": node(`    volumes: [${volume}]\nvolumes: {az: {external: true}}`) });
    expect(locate("/root/.aztec/mainnet/data", mounts)).toMatchObject({
      mount: { volume: "az" },
      subpath: "nodes/main/mainnet/data",
    });
  });

  it("are of the service whose profile is on", () => {
    const files = {
      "c.yml": `services:
  one: {image: aztecprotocol/aztec:5.2.0, profiles: [a]}
  two: {image: aztecprotocol/aztec:5.2.0, profiles: [b]}
`,
    };
    const { compose } = installationOf({ ...files, ".env": "COMPOSE_PROFILES=x,b" }, { COMPOSE_PROJECT_NAME: "p" });
    expect(compose).toEqual({
      files: ["/srv/aztec/c.yml"],
      options: ["--project-name", "p", "--profile", "b"],
      project: "p",
      service: "two",
    });
    expect(() => installationOf(files)).toThrow("2 Aztec services: one, two");
  });

  it("need their env_file, in Compose's dialect or raw", () => {
    const files = (format: string) => ({ "c.yml": node(`    env_file: [{path: n.env, ${format}}]\n`) });
    expect(installationOf({ ...files("format: raw"), "n.env": "A='$x' #y" }).env).toEqual({ A: "'$x' #y" });
    expect(installationOf({ ...files("required: true"), "n.env": "A='$x' #y" }).env).toEqual({ A: "$x" });
    expect(installationOf(files("required: false")).env).toEqual({});
    const chain = {
      "c.yml": node("    environment: {E: own}\n    env_file: [a.env, b.env]\n"),
      "a.env": "P=1\nH=$HOME\n",
      "b.env": "Q=$P\nP=2\nR=$P$E\nE=file",
    };
    expect(installationOf(chain).env).toEqual({ P: "2", H: "/home/me", Q: "1", R: "2own", E: "own" });
    expect(() => installationOf(files("required: true"))).toThrow("env_file /srv/aztec/n.env does not exist here");
  });

  it("may be in several documents, and have the container's own references with two dollars", () => {
    const installation = installationOf({
      "c.yml": `${node("")}---\nservices: {node: {environment: {A: "$$HOME"}}}\n`,
    });
    expect(installation.env).toEqual({ A: "$HOME" });
  });
});
