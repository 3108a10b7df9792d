/** Command lines that reach a host. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { commandLine, serverTarget, sshCommand, sshOptions } from "./ssh";
import { useFolder } from "../test/fixtures/folder";

const target = { user: "aztec", address: "198.51.100.7", knownHosts: "Pulumi.a.known_hosts", alias: "i-1" };

describe("a command line", () => {
  it.each([["plain"], ["two words"], ["it's"], ["$HOME `id`"], ['"quoted"'], [""], ["line\nline"], ["*"]])(
    "by SSH: the host's shell gets %j as one word",
    (word) => {
      const line = commandLine(["ssh", "user@host", "printf"], ["%s", word]);
      expect(execFileSync("sh", ["-c", line.slice(2).join(" ")], { encoding: "utf8" })).toBe(word);
    },
  );

  it("to a local engine is left as it is", () => {
    expect(commandLine(["docker", "--host", "unix:///x"], ["a b"])).toEqual(["docker", "--host", "unix:///x", "a b"]);
  });
});

const folder = useFolder();

describe("SSH", () => {
  it("looks for a server's key under the name that it stores it by, and takes no way past it, whatever its own settings say", () => {
    const config = folder.write(
      "config",
      ["Host *", "ControlMaster auto", "ControlPath /tmp/%C", "VerifyHostKeyDNS yes", ""].join("\n"),
    );
    const server = serverTarget({ user: "root", address: "Validator.Example.org", port: 22 }, "a.known_hosts");
    const [program = "", ...args] = sshCommand(server);
    const used = execFileSync(program, ["-G", "-F", config, ...args], { encoding: "utf8" }).split("\n");
    const names = ["controlmaster", "controlpath", "verifyhostkeydns", "hostkeyalias", "userknownhostsfile"];
    expect(
      Object.fromEntries(used.map((line) => line.split(" ")).filter(([name = ""]) => names.includes(name))),
    ).toEqual({
      controlmaster: "false",
      verifyhostkeydns: "false",
      hostkeyalias: server.alias,
      userknownhostsfile: "a.known_hosts",
    });
    expect(server.alias).toBe("validator.example.org:22");
  });

  it("pins the host's key on first contact, under the machine's own name, and does not prompt", () => {
    expect(sshOptions(target)).toEqual(
      expect.arrayContaining([
        "BatchMode=yes",
        "StrictHostKeyChecking=accept-new",
        "UserKnownHostsFile=Pulumi.a.known_hosts",
        "HostKeyAlias=i-1",
      ]),
    );
  });

  it("uses only the key file that is named, and a tunnel", () => {
    const options = sshOptions({ ...target, identityFile: "/key", proxyCommand: "aws tunnel" });
    expect(options).toEqual(
      expect.arrayContaining(["IdentityFile=/key", "IdentitiesOnly=yes", "ProxyCommand=aws tunnel"]),
    );
  });

  it("is called with the port and the user", () => {
    expect(sshCommand({ ...target, port: 2222 }).slice(-3)).toEqual(["-p", "2222", "aztec@198.51.100.7"]);
  });
});
