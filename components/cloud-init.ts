/**
 * What an instance does at its first boot, as a text for cloud-init: Docker from Debian's packages, the data volume
 * found by its id, updates, firewall, clock, limits. Pure. There is no secret in it: who is on the instance can read it.
 *
 * Every step may run again: cloud-init runs `bootcmd` at each boot, and the rest once for an instance.
 */
import { STOP_GRACE_SECONDS } from "../node/container";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";

/** The user that logs in; in Docker's group, which is as good as root. */
export const INSTANCE_USER = "aztec";
/** Where the data volume is mounted. */
const DATA_MOUNT = "/var/lib/aztec";
/** What of it is the node's. */
export const DATA_DIRECTORY = `${DATA_MOUNT}/data`;
/** The file system's label: it is mounted by it, whatever the kernel names the disk. */
const DATA_LABEL = "aztec-data";

export interface CloudInitArgs {
  /** As in a `.pub` file. */
  readonly sshPublicKey: string;
  /** Id of the data volume: `vol-0123456789abcdef0`. */
  readonly volumeId: string;
}

/** The user data of an instance: `#cloud-config` and YAML. */
export function cloudInit(args: CloudInitArgs): string {
  const config = {
    package_update: true,
    packages: ["docker.io", "docker-cli", "nftables", "chrony", "unattended-upgrades"],
    groups: ["docker"],
    users: [user(args.sshPublicKey)],
    ssh_pwauth: false,
    disable_root: true,
    write_files: FILES.map(([path, ...lines]) => ({ path, permissions: "0644", content: `${lines.join("\n")}\n` })),
    bootcmd: [mountData(args.volumeId)],
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

/** EBS shows the volume's id as the disk's serial number; the link of udev has it without its dash. */
export function diskOf(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
}

/**
 * Waits for the volume, which is attached once the instance runs, and mounts it. It is formatted only when no
 * signature is found and its first 4 MiB were read and are zeros: over a disk that cannot be read, `wipefs` and
 * `blkid` end as over a blank one.
 */
function mountData(volumeId: string): string {
  return `disk=${diskOf(volumeId)}
for try in $(seq 300); do [ -b "$disk" ] && break; sleep 1; done
if signatures=$(wipefs --no-act "$disk") && [ -z "$signatures" ] && cmp --silent --bytes=4194304 "$disk" /dev/zero
then mkfs.ext4 -q -L ${DATA_LABEL} "$disk"
fi
mkdir -p ${DATA_MOUNT}
grep -q ' ${DATA_MOUNT} ' /etc/fstab || echo 'LABEL=${DATA_LABEL} ${DATA_MOUNT} ext4 defaults,nofail,x-systemd.device-timeout=300 0 2' >> /etc/fstab
systemctl daemon-reload
mountpoint -q ${DATA_MOUNT} || mount ${DATA_MOUNT}
mountpoint -q ${DATA_MOUNT} && resize2fs "$disk" && mkdir -p ${DATA_DIRECTORY}
`;
}

/** Each a path and the lines of the file. */
const FILES: readonly (readonly [path: string, ...lines: string[]])[] = [
  [
    "/etc/docker/daemon.json",
    JSON.stringify({ "log-driver": "json-file", "log-opts": { "max-size": "50m", "max-file": "5" } }),
  ],
  // Without its data a node would begin anew, and sign what it has signed before.
  ["/etc/systemd/system/docker.service.d/data-volume.conf", "[Unit]", `RequiresMountsFor=${DATA_MOUNT}`],
  // A node that is killed while it writes may have to synchronise anew.
  ["/etc/systemd/system/docker.service.d/stop.conf", "[Service]", `TimeoutStopSec=${STOP_GRACE_SECONDS + 30}`],
  // As Debian has it, a stop flushes the rules of Docker too.
  ["/etc/systemd/system/nftables.service.d/keep-docker.conf", "[Service]", "ExecStop="],
  // Docker's own rules are for what containers publish; these are for what the system itself listens on.
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
    "    tcp dport 22 accept",
    "  }",
    "}",
  ],
  [
    "/etc/apt/apt.conf.d/20auto-upgrades",
    'APT::Periodic::Update-Package-Lists "1";',
    'APT::Periodic::Unattended-Upgrade "1";',
  ],
  // Docker's packages end every container when they are upgraded: that is for the operator to choose.
  [
    "/etc/apt/apt.conf.d/52aztec-validator",
    'Unattended-Upgrade::Package-Blacklist { "^docker"; "^containerd"; "^runc"; };',
    'Unattended-Upgrade::Automatic-Reboot "false";',
  ],
  ["/etc/systemd/journald.conf.d/size.conf", "[Journal]", "SystemMaxUse=1G"],
  // Every command of an `up` is a session of its own.
  ["/etc/ssh/sshd_config.d/10-aztec-validator.conf", "MaxStartups 100:30:200", "PermitRootLogin no"],
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
