/**
 * Paths that cannot be read as files: each is refused with its own reason, and no read blocks. Root may read all of them, so
 * a stand-in refuses those without any permission.
 */
import { execFileSync } from "node:child_process";
import type * as fs from "node:fs";
import { chmodSync, symlinkSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { copyOf, readIfPossible, savedProject } from "./disk";
import { readOldInstallation } from "./old-files";
import { useFolder } from "../../../test/fixtures/folder";

vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const accessSync: typeof fs.accessSync = (name, mode) => {
    if ((real.statSync(name).mode & 0o777) === 0) throw new Error("EACCES: permission denied");
    real.accessSync(name, mode);
  };
  return { ...real, accessSync };
});

const folder = useFolder();
const { at, makeFolder, write } = folder;

function refusal(name: string): string {
  try {
    readOldInstallation([at(name)], { shell: {} });
    return "no error";
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(folder.path, "~") : "";
  }
}

describe("a compose file", () => {
  it("that is a link to nothing, a folder or a pipe is refused with the reason", () => {
    symlinkSync("/gone/x.yml", at("compose.yml"));
    makeFolder("b/compose.yml");
    makeFolder("c");
    execFileSync("mkfifo", [at("c/compose.yml")]);
    expect(refusal(".")).toBe("~/compose.yml is a link to /gone/x.yml, which does not exist: name the file itself");
    expect(refusal("b")).toBe("~/b/compose.yml is a folder, but a file has this name in an installation");
    expect(refusal("c")).toBe("~/c/compose.yml is no ordinary file: save what it prints to a file, and pass that");
  });

  it("in folders below the one that was named is found for the operator", () => {
    write("a/compose.yml", "services: {}");
    write("go.sh", "true");
    write("stack.yml", "services: {}");
    expect(refusal(".")).toBe(
      "~ contains neither compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml nor .env. Pass what started the node: ~/a or ~/go.sh or ~/stack.yml",
    );
  });
});

describe("what this user may not read", () => {
  it("is passed as a copy, or as what Docker Compose makes of it: the command itself runs without sudo", () => {
    expect(copyOf("/root/my node.env")).toBe(
      `pass a copy that this user may read: sudo install -m 600 -o "$USER" '/root/my node.env' .`,
    );
    expect(savedProject("/root/compose.yml")).toBe(
      "pass what Docker Compose makes of the project: (umask 077; sudo docker compose -f /root/compose.yml config > compose.yml)",
    );
    expect(savedProject(folder.path)).toBe(
      `pass what Docker Compose makes of the project: (umask 077; sudo sh -c 'cd "$1" && docker compose config' sh ${folder.path} > compose.yml)`,
    );
  });

  it("is refused with the command that makes it readable", () => {
    write("closed.env", "A=1", 0o000);
    write("own/compose.yml", "services: {}");
    write("own/.env", "A=1", 0o000);
    makeFolder("closed");
    chmodSync(at("closed"), 0o000);
    const refusals = ["closed.env", "own", "closed", "closed/aztec"].map(refusal);
    chmodSync(at("closed"), 0o700);
    const project = (name: string) => savedProject(at(name)).replace(folder.path, "~");
    expect(refusals).toEqual([
      `~/closed.env cannot be read: ${copyOf(at("closed.env")).replace(folder.path, "~")}`,
      `~/own/.env cannot be read: ${project("own")}`,
      `~/closed cannot be read: ${project("closed")}`,
      `~/closed/aztec cannot be seen, since ~/closed cannot be entered: ${project("closed/aztec")}`,
    ]);
  });
});

describe("a key", () => {
  it("is never read from a device or a pipe", () => {
    execFileSync("mkfifo", [at("key")]);
    expect([readIfPossible("/dev/zero"), readIfPossible(at("key"))]).toEqual([undefined, undefined]);
  });

  it("that cannot be read leaves no part of a keystore folder", () => {
    write("keys/a.json", "{}");
    symlinkSync("/gone", at("keys/b.json"));
    const service = {
      image: "aztecprotocol/aztec:5.2.0",
      environment: { KEY_STORE_DIRECTORY: "/keys" },
      volumes: ["./keys:/keys"],
    };
    write("compose.yml", JSON.stringify({ services: { node: service } }));
    const { keyFiles } = readOldInstallation([folder.path], { shell: {} });
    expect(keyFiles.missingKeystores).toEqual([at("keys/b.json")]);
  });
});

describe("a file of another tool", () => {
  it.each([
    ["d.yml", "apiVersion: apps/v1\nkind: StatefulSet\n", "a Kubernetes manifest, which import does not read"],
    ["v.yaml", "node: {image: {repository: a, tag: b}}\n", "a part of a Helm chart, which import does not read"],
    [
      "i.json",
      '[{"Id": "x", "Config": {}, "HostConfig": {}}]',
      "the output of docker inspect, which import does not read",
    ],
    ["t.yml", "- name: start\n  community.docker.docker_container: {name: a}\n", "an Ansible playbook. Pass the file"],
    ["kustomization.yaml", "resources: [a.yml]\n", "a Kustomization. Pass the running node's environment"],
    ["v.yml", "$ANSIBLE_VAULT;1.1;AES256\n3336\n", "encrypted by Ansible Vault, so its values are unknown"],
    [
      "c.yml",
      "services: {node: {image: a, environment: {K: !vault '$ANSIBLE_VAULT;1.1;AES256'}}}",
      "encrypted by Ansible Vault",
    ],
    [".env", "NETWORK=mainnet\nVALIDATOR_PRIVATE_KEYS=ENC[AES256_GCM,data:x,iv:y]\n", "encrypted by sops"],
    [".env", '#/---\nDOTENV_PUBLIC_KEY="02"\nA="encrypted:B"\n', "encrypted by dotenvx"],
    ["p.yml", "- hosts: all\n  tasks: []\n", "an Ansible playbook. Pass the file that it writes"],
    ["k.json", '{"schemaVersion": 1, "validators": []}', "a keystore file, which says nothing of the node"],
    ["e.json", '{"version": 3, "crypto": {}}', "an encrypted key, which says nothing of the node"],
    ["s.json", '[{"attester": "0x1"}]', "the output of the staking command: public data, no keys"],
    ["c.yml", "node: {image: aztec}\n", "a compose file of version 1, which today's Docker Compose refuses"],
  ])("%s is refused by its name: %j", (name, text, what) => {
    write(name, text);
    expect(refusal(name)).toContain(`~/${name} is ${what}`);
  });

  it.each([
    ["c.yml", 'services: {node: {image: "aztecprotocol/aztec:{{ tag }}"}}', "image has placeholders of a template"],
    ["c.yml", "services:\n{% if x %}\n  node: {image: a}\n{% endif %}\n", "~/c.yml has placeholders of a template"],
    [".env", "P2P_IP={{ ip }}\n", "P2P_IP has placeholders of a template"],
  ])("%s with %j is a template", (name, text, message) => {
    write(name, text);
    expect(refusal(name)).toContain(message);
  });
});
