/**
 * User data for cloud-init: installs Docker from Debian's packages, mounts the data volume by its id, and configures
 * updates, firewall, clock and limits. Pure. It contains no secret: everybody on the instance can read it.
 *
 * Every step can be repeated: cloud-init runs `bootcmd` at each boot, and the rest once for an instance.
 */
import { STOP_GRACE_SECONDS } from "../node/container";
import { reservedPortsFile } from "../remote/reserved-ports";
import { DATA_MOUNT } from "../resources/host-ready/script";
import { SSH_PORT } from "../settings/ports";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";

/** The user for SSH; being in Docker's group, it is as powerful as root. */
export const INSTANCE_USER = "aztec";
/** The node's directory on the data volume. */
export const DATA_DIRECTORY = `${DATA_MOUNT}/data`;
/** Label of the file system: the mount uses it, because the kernel's name of the disk can change. */
const DATA_LABEL = "aztec-data";

export interface CloudInitArgs {
  /** As in a `.pub` file. */
  readonly sshPublicKey: string;
  /** Id of the data volume: `vol-0123456789abcdef0`. */
  readonly volumeId: string;
  /** Ports of the node. */
  readonly ports: readonly number[];
  /** Whether the volume was made from a snapshot: then it has a file system, and is never formatted. */
  readonly isCopy: boolean;
}

/** Returns the user data of an instance: `#cloud-config` and YAML. */
export function cloudInit(args: CloudInitArgs): string {
  const reservedPorts = args.ports.length > 0 ? [reservedPortsFile(args.ports)] : [];
  const config = {
    package_update: true,
    packages: ["docker.io", "docker-cli", "nftables", "chrony", "unattended-upgrades"],
    groups: ["docker"],
    users: [user(args.sshPublicKey)],
    ssh_pwauth: false,
    disable_root: true,
    write_files: [...FILES, ...reservedPorts].map(([path, ...lines]) => ({
      path,
      permissions: "0644",
      content: `${lines.join("\n")}\n`,
    })),
    bootcmd: [mountData(args)],
    runcmd: RUN,
  };
  // Loaded only for a stack on AWS: it would slow down the start of every other.
  const yaml = createRequire(__filename)("yaml") as typeof Yaml;
  return `#cloud-config\n${yaml.stringify(config, { lineWidth: 0 })}`;
}

function user(sshPublicKey: string) {
  return {
    name: INSTANCE_USER,
    shell: "/bin/bash",
    groups: ["docker"],
    sudo: "ALL=(ALL) NOPASSWD:ALL",
    lock_passwd: true,
    ssh_authorized_keys: [sshPublicKey],
  };
}

/** Returns the disk of a volume: udev's link contains the volume's id without its dash. */
export function diskOf(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
}

/**
 * Formats the volume only if there is no signature and its first 4 MiB can be read and are zeros: on an unreadable disk,
 * `wipefs` and `blkid` exit as on a blank one.
 */
const FORMAT_BLANK = `if signatures=$(wipefs --no-act "$disk") && [ -z "$signatures" ] && cmp --silent --bytes=4194304 "$disk" /dev/zero
then mkfs.ext4 -q -L ${DATA_LABEL} "$disk"
fi
`;

/**
 * Seconds to wait for the volume. Once it was there, it is attached at each boot. Before that, `up` attaches it, and may have been
 * interrupted: an operator has an hour to run it again. Without the disk the boot fails, and only a new host helps.
 */
const DISK_WAIT = { first: 3600, later: 300 } as const;

/** Returns the script that waits for the volume, which is attached once the instance runs, and mounts it. */
function mountData({ volumeId, isCopy }: Pick<CloudInitArgs, "volumeId" | "isCopy">): string {
  return `disk=${diskOf(volumeId)}
grep -q ' ${DATA_MOUNT} ' /etc/fstab && tries=${DISK_WAIT.later} || tries=${DISK_WAIT.first}
for try in $(seq "$tries"); do
  [ -b "$disk" ] && break
  [ $((try % 60)) -eq 1 ] && echo "waits for the data volume, which pulumi up attaches: $disk"
  sleep 1
done
${isCopy ? "" : FORMAT_BLANK}mkdir -p ${DATA_MOUNT}
grep -q ' ${DATA_MOUNT} ' /etc/fstab || echo 'LABEL=${DATA_LABEL} ${DATA_MOUNT} ext4 defaults,nofail,x-systemd.device-timeout=300 0 2' >> /etc/fstab
systemctl daemon-reload
mountpoint -q ${DATA_MOUNT} || mount ${DATA_MOUNT}
mountpoint -q ${DATA_MOUNT} && resize2fs "$disk" && mkdir -p ${DATA_DIRECTORY}
`;
}

/** Files to write: path and lines. */
const FILES: readonly (readonly [path: string, ...lines: string[]])[] = [
  [
    "/etc/docker/daemon.json",
    JSON.stringify({ "log-driver": "json-file", "log-opts": { "max-size": "50m", "max-file": "5" } }),
  ],
  // Without its data a node would start afresh and could sign what it has signed before.
  ["/etc/systemd/system/docker.service.d/data-volume.conf", "[Unit]", `RequiresMountsFor=${DATA_MOUNT}`],
  // A node that is killed while it writes may have to resynchronise.
  ["/etc/systemd/system/docker.service.d/stop.conf", "[Service]", `TimeoutStopSec=${STOP_GRACE_SECONDS + 30}`],
  // By Debian's default, stopping nftables also flushes Docker's rules.
  ["/etc/systemd/system/nftables.service.d/keep-docker.conf", "[Service]", "ExecStop="],
  // Docker's own rules cover the ports of containers; these cover the ports of the system itself.
  [
    "/etc/nftables.conf",
    "#!/usr/sbin/nft -f",
    "table inet host",
    "delete table inet host",
    "table inet host {",
    "  chain input {",
    "    type filter hook input priority filter; policy drop;",
    '    iifname "lo" accept',
    "    ct state established,related accept",
    "    meta l4proto { icmp, ipv6-icmp } accept",
    "    udp dport { 68, 546 } accept",
    `    tcp dport ${SSH_PORT} accept`,
    "  }",
    "}",
  ],
  [
    "/etc/apt/apt.conf.d/20auto-upgrades",
    'APT::Periodic::Update-Package-Lists "1";',
    'APT::Periodic::Unattended-Upgrade "1";',
  ],
  // An upgrade of Docker's packages stops every container: the operator chooses when.
  [
    "/etc/apt/apt.conf.d/52aztec-validator",
    'Unattended-Upgrade::Package-Blacklist { "^docker"; "^containerd"; "^runc"; };',
    'Unattended-Upgrade::Automatic-Reboot "false";',
  ],
  ["/etc/systemd/journald.conf.d/size.conf", "[Journal]", "SystemMaxUse=1G"],
  // Each command of an `up` opens an SSH session.
  [
    "/etc/ssh/sshd_config.d/10-aztec-validator.conf",
    "MaxStartups 100:30:200",
    "PermitRootLogin no",
    // Debian's defaults allow both, and nothing needs them. The agent of who logs in would be open to root on the host.
    "X11Forwarding no",
    "AllowAgentForwarding no",
  ],
  [
    "/etc/sysctl.d/60-aztec-validator.conf",
    "net.core.rmem_max = 7500000",
    "net.core.wmem_max = 7500000",
    "vm.swappiness = 10",
  ],
];

const RUN = [
  ["systemctl", "daemon-reload"],
  ["systemctl", "enable", "nftables", "chrony", "docker"],
  ["systemctl", "restart", "nftables"],
  ["systemctl", "try-restart", "systemd-journald", "ssh"],
  ["systemctl", "restart", "systemd-sysctl"],
  ["systemctl", "start", "docker"],
];
