/** What a preview, an `up` and a refresh do with a host's keys. The real contact is in test/cloud. */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keysIn } from "../../remote/host-keys";
import { hostReady } from "./provider";
import { useFolder } from "../../test/fixtures/folder";
import { linesOf, READY } from "../../test/fixtures/ready-host";

const ALIAS = "198.51.100.7";
const FIRST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";
const SECOND = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7Q5Qfhd+ChgE84JSd0EDlrzf3WRlVJKt3MIgAZv6eJ";
const SAME = { changes: false, replaces: [], deleteBeforeReplace: true };

const FILE = "Pulumi.a.known_hosts";
const folder = useFolder();

const inputs = () => ({
  ssh: ["ssh", "aztec@198.51.100.7"],
  hostKey: { file: folder.at(FILE), alias: ALIAS },
  machine: "i-1",
  boots: true,
  installDocker: false,
  ports: [],
  memoryMb: 16_384,
  timeoutSeconds: 900,
});
const state = (hostKeys: readonly string[] = [FIRST]) => ({ ...inputs(), found: "Debian", docker: [], hostKeys });
const diff = (olds: unknown, news: unknown) => hostReady.diff("i-1", "", olds, news);
const pinned = () => (existsSync(folder.at(FILE)) ? keysIn(folder.read(FILE), ALIAS) : []);

describe("in a checkout that has never connected", () => {
  it("a preview finds no change, and writes the file from the state", async () => {
    expect(await diff(state(), inputs())).toEqual(SAME);
    expect(pinned()).toEqual([FIRST]);
  });

  it("a refresh writes it too, and keeps the state", async () => {
    expect(await hostReady.read("i-1", "", state())).toEqual({ id: "i-1", props: state() });
    expect(pinned()).toEqual([FIRST]);
  });
});

describe("a preview", () => {
  it("takes the key of an instance that another operator has made", async () => {
    await diff(state(), inputs());
    expect(await diff(state([SECOND]), inputs())).toEqual(SAME);
    expect(pinned()).toEqual([SECOND]);
  });

  it("fails on a key that is neither the state's nor a copy of it", async () => {
    folder.write(FILE, `${ALIAS} ${SECOND}\n`);
    const urn = "urn:pulumi:main::x::y::host-ready";
    const previewed = hostReady.diff("i-1", urn, state(), inputs());
    await expect(previewed).rejects.toThrow(
      /is not the one in the stack's state.*--replace '\*\*::host-ready' --stack main$/ms,
    );
  });

  it("updates the resource after somebody has removed the line, so that the key is taken again", async () => {
    folder.write(FILE, "");
    expect(await diff(state(), inputs())).toEqual({ ...SAME, changes: true });
  });

  it("of another instance type has the host waited for again: the instance stops and starts", async () => {
    const typed = { ...state(), instanceType: "c7i.4xlarge" };
    expect(await diff(typed, { ...inputs(), instanceType: "c7i.4xlarge" })).toEqual(SAME);
    expect(await diff(typed, { ...inputs(), instanceType: "c7i.8xlarge" })).toEqual({ ...SAME, changes: true });
  });

  it("of a new machine leaves the file to its creation", async () => {
    folder.write(FILE, `${ALIAS} ${SECOND}\n`);
    const other = { ...SAME, changes: true, replaces: ["machine"] };
    expect(await diff(state(), { ...inputs(), machine: "i-2" })).toEqual(other);
    expect(pinned()).toEqual([SECOND]);
  });

  it("of a state that an earlier program wrote updates it in place", async () => {
    const earlier = Object.fromEntries(Object.entries(state()).filter(([name]) => !name.startsWith("hostKey")));
    folder.write(FILE, `${ALIAS} ${FIRST}\n`);
    expect(await diff({ ...earlier, forget: ["ssh-keygen"] }, inputs())).toEqual({ ...SAME, changes: true });
    expect(await hostReady.read("i-1", "", earlier)).toEqual({ id: "i-1", props: earlier });
  });
});

describe("a server whose key SSH has not stored", () => {
  it("is refused at the first contact: later, nothing would tell it from another one", async () => {
    const script = folder.write("ssh", `echo >> '${folder.at("contacts")}'; cat <<END\n${linesOf(READY)}END\n`);
    const server = { ...inputs(), machine: ALIAS, boots: false, ssh: ["sh", script] };
    await expect(hostReady.create("urn:pulumi:main::x::y::host-ready", server)).rejects.toThrow(
      [
        `SSH reached ${ALIAS}, but stored no host key of it in ${folder.at(FILE)}. Without one, another server at its address`,
        "would not be noticed, and would get a second node with the same keys: nothing was changed. Make the file and its folder",
        "writable, and remove KnownHostsCommand for this host from SSH's own settings, until this command stores a line for",
        `${ALIAS} there: sh ${script} true`,
      ].join("\n"),
    );
    expect(folder.read("contacts")).toBe("\n");
  });
});

describe("a server with another address", () => {
  const URN = "urn:pulumi:main::x::y::host-ready";
  const server = () => ({ ...inputs(), machine: ALIAS, boots: false });
  const known = () => ({ ...state(), ...server() });

  /** A server that shows SSH a key, and is ready; each contact is noted. */
  function moved(key: string, machine = "validator.example.org", alias = machine) {
    const hostKey = { file: folder.at(FILE), alias };
    const lines = [`echo '${hostKey.alias} ${key}' > '${hostKey.file}'`, `echo >> '${folder.at("contacts")}'`];
    const script = folder.write(
      "ssh",
      [
        ...lines,
        `cat <<END
${linesOf(READY)}END`,
      ].join("\n"),
    );
    return { ...server(), machine, hostKey, ssh: ["sh", script] };
  }

  it("is changed in place: update finds out whether it is the same", async () => {
    expect(await diff(known(), moved(FIRST))).toEqual({ ...SAME, changes: true });
  });

  it("is the same by its key", async () => {
    const { outs } = await hostReady.update(ALIAS, URN, known(), moved(FIRST));
    expect(outs).toMatchObject({ machine: "validator.example.org", hostKeys: [FIRST] });
  });

  it("is another one by its key: refused at the first contact, and the state keeps the old one", async () => {
    await expect(hostReady.update(ALIAS, URN, known(), moved(SECOND))).rejects.toThrow(
      [
        `host.address is now validator.example.org, which is another server than ${ALIAS}: its SSH host key is another one. The node`,
        `on ${ALIAS} would keep running, and two nodes that sign with one key are slashed. So nothing was changed.`,
        `  To stay on the old server: pulumi config set --path host.address ${ALIAS} --stack main`,
        "  To move the node to validator.example.org, give it a stack of its own: aztec-validator move --from main --to <new stack>",
        "  If the old server is gone for good, add --host-is-gone.",
        "  If this is the same server with its system installed anew: pulumi up --replace '**::host-ready' --stack main",
      ].join("\n"),
    );
    expect(folder.read("contacts")).toBe("\n");
  });

  it("is another one behind another port of the same address", async () => {
    const before = { ...known(), hostKey: { file: folder.at(FILE), alias: `${ALIAS}:22` } };
    const now = moved(SECOND, ALIAS, `${ALIAS}:2222`);
    await expect(hostReady.update(ALIAS, URN, before, now)).rejects.toThrow(
      [
        `host.port is now 2222, which is another server than ${ALIAS}:22: its SSH host key is another one. The node`,
        `on ${ALIAS}:22 would keep running, and two nodes that sign with one key are slashed. So nothing was changed.`,
        "  To stay on the old server: pulumi config set --path host.port 22 --stack main",
        `  To move the node to ${ALIAS}:2222, give it a stack of its own: aztec-validator move --from main --to <new stack>`,
      ].join("\n"),
    );
    const same = await hostReady.update(ALIAS, URN, before, moved(FIRST, ALIAS, `${ALIAS}:2222`));
    expect(same.outs.hostKeys).toEqual([FIRST]);
  });

  it("is taken without a comparison if the state has no keys yet", async () => {
    const { outs } = await hostReady.update(ALIAS, URN, { ...known(), hostKeys: [] }, moved(SECOND));
    expect(outs.hostKeys).toEqual([SECOND]);
  });
});
