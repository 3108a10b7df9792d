/** What `destroy` does with a server's keys before it contacts the server. The contact itself: test/cloud/server. */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keysIn } from "../../remote/host-keys";
import { useFolder } from "../../test/fixtures/folder";
import { hostKeyGuard } from "./provider";

const ALIAS = "validator.example.org:22";
const FIRST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";
const SECOND = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";
const FILE = "Pulumi.server.known_hosts";

const folder = useFolder();
const state = (hostKeys: readonly string[] = [FIRST]) => ({
  hostKey: { file: folder.at(FILE), alias: ALIAS },
  hostKeys,
});
const remove = () => Promise.resolve().then(() => hostKeyGuard.delete("host-keys", "", state()));
const pinned = () => (existsSync(folder.at(FILE)) ? keysIn(folder.read(FILE), ALIAS) : []);

describe("its deletion", () => {
  it("writes the keys of the state in a fresh checkout", async () => {
    await remove();
    expect(pinned()).toEqual([FIRST]);
  });

  it("is refused if SSH has taken another key there, and leaves the file", async () => {
    folder.write(FILE, `${ALIAS} ${SECOND}\n`);
    await expect(remove()).rejects.toThrow("is not the one in the stack's state");
    expect(pinned()).toEqual([SECOND]);
  });
});

describe("the resource", () => {
  it("changes with the keys, and also while a preview does not know them; it is never replaced, which would delete it", async () => {
    const diff = (news: unknown) => hostKeyGuard.diff("host-keys", "", state(), news);
    expect(await diff(state())).toEqual({ changes: false });
    expect(await diff(state([SECOND]))).toEqual({ changes: true });
    expect(await diff({ ...state(), hostKeys: undefined })).toEqual({ changes: true });
  });
});
