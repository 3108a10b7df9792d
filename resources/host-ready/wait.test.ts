/** The wait for a host, with answers instead of a shell; the cloud tests run the real scripts. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { BOOT_LOG, INSTALL_DOCKER, LOOK } from "./script";
import type { CommandResult } from "../../remote/command";
import { type HostWaiting, waitHost } from "./wait";
import { useFolder } from "../../test/fixtures/folder";
import { linesOf, READY } from "../../test/fixtures/ready-host";

const answer = (found: object): CommandResult => ({ code: 0, text: linesOf(found) });

/** A host that returns these answers in turn, and repeats the last one. */
function host(looks: readonly CommandResult[], others: Readonly<Record<string, CommandResult>> = {}) {
  const run: string[] = [];
  const left = [...looks];
  const shell = (script: string) => {
    run.push(script);
    if (script !== LOOK) return Promise.resolve(others[script] ?? { code: 0, text: "" });
    return Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? answer(READY));
  };
  const waiting: HostWaiting = {
    shell,
    name: "i-1",
    login: "ssh -p 2222 root@i-1 true",
    hostKey: { file: "Pulumi.server.known_hosts", alias: "i-1:2222" },
    boots: true,
    installDocker: false,
    ports: [],
    memoryMb: 16_384,
    timeoutSeconds: 0.2,
    interval: 5,
    log: () => undefined,
  };
  return { run, waiting };
}

describe("a host", () => {
  it("is described in one line when it is ready", async () => {
    const { waiting } = host([answer(READY)]);
    expect((await waitHost(waiting)).found).toBe(
      "Debian GNU/Linux 13 (trixie), x86_64, 16 CPUs, 31000 MiB memory, 35 GiB free, Docker 26.1.5",
    );
  });

  it("is waited for while it refuses SSH, does not have the user yet, and boots", async () => {
    const { waiting, run } = host([
      { code: 255, text: "ssh: connect to host 198.51.100.7 port 22: Connection refused" },
      { code: 255, text: "aztec@198.51.100.7: Permission denied (publickey)." },
      answer({ ...READY, docker: "", boot: "running", ended: "", step: "Setting up docker.io" }),
      answer({ ...READY, docker: "", boot: "error", ended: "" }),
      answer({ ...READY, docker: "" }),
      answer(READY),
    ]);
    await waitHost({ ...waiting, timeoutSeconds: 5 });
    expect(run.length).toBe(6);
  });

  it("that runs already and denies the login is an error at once, with the command to try", async () => {
    const { waiting, run } = host([{ code: 255, text: "root@i-1: Permission denied (publickey)." }]);
    await expect(waitHost({ ...waiting, boots: false, timeoutSeconds: 60 })).rejects.toThrow(
      "i-1 denies the login by SSH: root@i-1: Permission denied (publickey).\n" +
        "Everything there needs SSH, so nothing was changed. Check host.user and host.identityFile, and the user's\n" +
        "~/.ssh/authorized_keys on the server, until this command succeeds: ssh -p 2222 root@i-1 true",
    );
    expect(run).toEqual([LOOK]);
  });

  it.each([
    "connect to host i-1 port 22: Connection refused",
    "Could not resolve hostname i-1: Name or service not known",
  ])("that runs already and cannot be reached is an error soon, with the command to try: %s", async (reason) => {
    const { waiting } = host([{ code: 255, text: `ssh: ${reason}` }]);
    await expect(waitHost({ ...waiting, boots: false, timeoutSeconds: 60, reachableSeconds: 0.05 })).rejects.toThrow(
      `i-1 cannot be reached by SSH: ssh: ${reason}\n` +
        "Everything there needs SSH, so nothing was changed. Check host.address, host.port, host.user and the server's\n" +
        "firewall until this command succeeds: ssh -p 2222 root@i-1 true",
    );
  });

  it.each([
    "sh: 1: aws: not found",
    "zsh:1: no matches found: Reservations[].Instances[].InstanceId",
    "aws: error: argument operation: Invalid choice, valid choices are:",
    'Unable to locate credentials. You can configure credentials by running "aws configure".',
    "The config profile (validators) could not be found",
    "Error when retrieving token from sso: Token has expired and refresh failed",
    "An error occurred (UnauthorizedOperation) when calling the DescribeInstances operation: You are not authorized",
  ])("on AWS is waited for no longer once its tunnel failed four times on this machine: %s", async (reason) => {
    const text = `\n${reason}\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535\n`;
    const { waiting, run } = host([{ code: 255, text }]);
    await expect(waitHost({ ...waiting, timeoutSeconds: 900 })).rejects.toThrow(
      `SSH cannot connect to i-1: ${reason}\n`,
    );
    expect(run).toEqual([LOOK, LOOK, LOOK, LOOK]);
  });

  it("on AWS is waited for while its tunnel finds that it does not listen yet, or AWS does not know it yet", async () => {
    const unknown = "An error occurred (InvalidInstanceID.NotFound) when calling the DescribeInstances operation";
    const failing = {
      code: 255,
      text: "2026-11-30 - awscli.customizations.ec2instanceconnect.websocket - ERROR - not found",
    };
    const { waiting, run } = host([
      ...Array.from({ length: 6 }, () => ({ code: 255, text: `${unknown}\nConnection closed by UNKNOWN port 65535` })),
      ...Array.from({ length: 6 }, () => failing),
      answer(READY),
    ]);
    await waitHost({ ...waiting, timeoutSeconds: 60 });
    expect(run.length).toBe(13);
  });

  it.each([
    ["stopped", "i-1 is stopped, by AWS or by a person", "aws ec2 start-instances --instance-ids i-1"],
    ["shutting-down", "i-1 is gone: AWS says that it is shutting-down", "Run the same command again"],
    ["terminated", "i-1 is gone: AWS says that it is terminated", "it makes another one"],
  ] as const)("on AWS that is %s is waited for no longer", async (state, reason, remedy) => {
    const { waiting } = host([{ code: 255, text: "Connection timed out" }]);
    const start = "aws ec2 start-instances --instance-ids i-1";
    const cloud = { state: () => Promise.resolve(state), start };
    const end = waitHost({ ...waiting, timeoutSeconds: 900, cloud });
    await expect(end).rejects.toThrow(reason);
    await expect(end).rejects.toThrow(remedy);
  });

  it("on AWS is waited for while AWS does not know it yet, or does not answer", async () => {
    const states = ["gone", undefined, "pending", "running"] as const;
    const queries: number[] = [];
    const { waiting } = host([
      ...Array.from({ length: 20 }, () => ({ code: 255, text: "Connection timed out" })),
      answer(READY),
    ]);
    const cloud = { state: () => Promise.resolve(states[queries.push(0) - 1]), start: "" };
    await waitHost({ ...waiting, timeoutSeconds: 900, cloud });
    expect(queries.length).toBe(4);
  });

  it("that is not ready in time fails with the last reason", async () => {
    const { waiting } = host([{ code: 255, text: "Connection timed out" }], {
      [BOOT_LOG]: { code: 255, text: "" },
    });
    await expect(waitHost(waiting)).rejects.toThrow(
      /^i-1 is not ready after 0 s: Connection timed out\n.*get-console-output/,
    );
  });

  it("whose boot failed is an error at once, with the end of the boot log and without keys", async () => {
    const log = { code: 0, text: `E: Unable to locate package docker.iox\nkey ${"a".repeat(64)}\n` };
    const { waiting, run } = host([answer({ ...READY, boot: "error" })], { [BOOT_LOG]: log });
    await expect(waitHost({ ...waiting, timeoutSeconds: 60 })).rejects.toThrow(
      "i-1 has not booted: cloud-init failed\nThe last lines of its boot log:\n  E: Unable to locate package docker.iox\n  key <64 hex digits or more>",
    );
    expect(run).toEqual([LOOK, BOOT_LOG]);
  });

  it("with a changed host key is an error at once, with what to do", async () => {
    const { waiting } = host([{ code: 255, text: "Host key verification failed." }]);
    await expect(waitHost({ ...waiting, boots: false, timeoutSeconds: 60 })).rejects.toThrow(
      /SSH host key of i-1 has changed[\s\S]*ssh-keygen -R 'i-1:2222' -f 'Pulumi.server.known_hosts'\n/,
    );
  });

  it.each([
    ["too small a disk", { freeGb: 7 }, "i-1 has 7 GiB free on the disk of /var/lib"],
    ["less memory than the node may take", { memoryMb: 8000 }, "less than the setting memoryMb (16384)"],
    ["a processor before Skylake", { flags: "avx2 " }, "older than Skylake (adx, clflushopt missing)"],
  ])("with %s is refused", async (_what, part, message) => {
    const { waiting } = host([answer({ ...READY, ...part })]);
    await expect(waitHost({ ...waiting, boots: false, timeoutSeconds: 60 })).rejects.toThrow(message);
  });

  it.each([
    ["1400", 1400],
    ["1500", undefined],
    ["", undefined],
  ])("with a default route of %s bytes has the MTU %j for its networks", async (mtu, expected) => {
    const { waiting } = host([answer({ ...READY, mtu })]);
    expect((await waitHost(waiting)).mtu).toBe(expected);
  });

  it("on arm64 needs no Intel instructions", async () => {
    const { waiting } = host([answer({ ...READY, architecture: "aarch64", flags: "" })]);
    await expect(waitHost({ ...waiting, boots: false })).resolves.toMatchObject({
      found: expect.stringContaining("aarch64") as unknown,
    });
  });

  it("without its data volume is refused", async () => {
    const { waiting } = host([answer({ ...READY, mounted: "" })]);
    await expect(waitHost({ ...waiting, dataGb: 50, timeoutSeconds: 60 })).rejects.toThrow("is not mounted");
  });
});

describe("a server", () => {
  const bare = answer({ ...READY, docker: "", boot: "" });

  it("without Docker is refused with the setting that installs it", async () => {
    const { waiting, run } = host([bare]);
    await expect(waitHost({ ...waiting, stack: "main", boots: false, timeoutSeconds: 60 })).rejects.toThrow(
      "pulumi config set --path host.installDocker true --stack main.",
    );
    expect(run).toEqual([LOOK]);
  });

  it("gets Docker installed once, if the setting allows it", async () => {
    const { waiting, run } = host([bare, answer(READY)]);
    await waitHost({ ...waiting, boots: false, installDocker: true, timeoutSeconds: 5 });
    expect(run).toEqual([LOOK, INSTALL_DOCKER, LOOK]);
  });

  it("whose Docker cannot be installed is an error at once, with the reason", async () => {
    const { waiting } = host([bare], { [INSTALL_DOCKER]: { code: 100, text: "sudo: a password is required" } });
    const installing = waitHost({ ...waiting, boots: false, installDocker: true, timeoutSeconds: 60 });
    await expect(installing).rejects.toThrow("Docker cannot be installed:\nsudo: a password is required");
  });
});

describe("the script that installs Docker", () => {
  const folder = useFolder();

  /** Returns what a user without root's rights runs as root. @param then commands of the program in place of sudo */
  function asRoot(then = ""): string[] {
    folder.program("sudo", `echo "$*" >> '${folder.at("calls")}'\n${then}`);
    folder.program("sleep", "");
    folder.program("id", "case $1 in -u) echo 1000 ;; -un) echo operator ;; esac");
    const script = INSTALL_DOCKER.replace("/usr/sbin", folder.path);
    execFileSync("/bin/sh", ["-c", script], { env: { PATH: folder.path } });
    return folder.lines("calls");
  }
  const APT = "-n env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120";
  const UPDATE = `${APT} update`;
  const ADMIT = ["-n usermod -aG docker operator", "-n systemctl enable --now docker"];

  it("installs the distribution's, and admits the user", () => {
    expect(asRoot()).toEqual([UPDATE, `${APT} install -y docker.io`, `${APT} install -y docker-cli`, ...ADMIT]);
  });

  it("waits for another apt, as unattended upgrades run one after each boot", () => {
    const locked = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1234 (apt-get)";
    const once = `case $* in *update) [ -e '${folder.at("ran")}' ] || { : > '${folder.at("ran")}'; echo '${locked}' >&2; exit 100; } ;; esac`;
    expect(asRoot(once).slice(0, 3)).toEqual([UPDATE, UPDATE, `${APT} install -y docker.io`]);
  });

  it("ends at once with apt's reason at any other failure", () => {
    expect(() => asRoot("echo 'E: Unable to locate package docker.io'; exit 100")).toThrow();
    expect(folder.lines("calls")).toEqual([UPDATE]);
  });

  it("leaves an engine that is there, which the distribution's would replace, with all its containers", () => {
    folder.program("dockerd", "exit 1");
    expect(asRoot()).toEqual(ADMIT);
  });
});
