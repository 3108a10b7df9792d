/** What is run on a host: shell texts for `sh -c`, and how their answers are read. */
import { z } from "zod";

/** What a processor has from Skylake on; without it a node ends with an illegal instruction. */
export const SKYLAKE: readonly string[] = ["adx", "avx2", "clflushopt"];

/** A remote shell that reads this says what the host is, a `name=value` a line. */
export const LOOK = String.raw`
say() { printf '%s=%s\n' "$1" "$2"; }
say system "$(. /etc/os-release && echo "$PRETTY_NAME")"
say architecture "$(uname -m)"
say vcpus "$(nproc)"
say memoryMb "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)"
say freeGb "$(df -Pk /var/lib | awk 'NR == 2 { print int($4 / 1048576) }')"
say flags "$(grep -m1 '^flags' /proc/cpuinfo | tr ' ' '\n' | grep -xE '${SKYLAKE.join("|")}' | sort | tr '\n' ' ')"
say docker "$(docker version --format '{{.Server.Version}}' 2>/dev/null)"
say boot "$(cloud-init status 2>/dev/null | sed -n 's/^status: //p')"
say ended "$([ -s /run/cloud-init/result.json ] && echo yes)"
say step "$(tail -n 1 /run/cloud-init/cloud-init-output.log 2>/dev/null || sudo -n tail -n 1 /var/log/cloud-init-output.log 2>/dev/null)"
say mounted "$(mountpoint -q /var/lib/aztec && echo yes)"
`;

const foundSchema = z.object({
  system: z.string(),
  architecture: z.string(),
  vcpus: z.coerce.number(),
  memoryMb: z.coerce.number(),
  freeGb: z.coerce.number(),
  /** Of the processor, those that tell Skylake and newer. */
  flags: z.string(),
  /** Docker's version; empty where there is none, or the user may not use it. */
  docker: z.string(),
  /** Of cloud-init: `running`, `done`, `error`; empty where there is none. */
  boot: z.string(),
  /** Whether cloud-init is through; it tells of an error before that, too. */
  ended: z.string(),
  /** The last line of the boot log. */
  step: z.string(),
  /** Whether the data volume is in its place. */
  mounted: z.string(),
});
export type Found = z.output<typeof foundSchema>;

/** @throws if the text is not an answer to LOOK */
export function readFound(text: string): Found {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1).trim()] as const] : [];
  });
  return foundSchema.parse(Object.fromEntries(pairs));
}

/** What cloud-init says went wrong, and the end of what the boot printed, without the pictures of host keys. */
export const BOOT_LOG = String.raw`
cloud-init status --long
sudo -n grep -v '^[|+]' /var/log/cloud-init-output.log | tail -n 40
`;

/** Installs Docker from the distribution's packages, and lets the user use it. */
export const INSTALL_DOCKER = String.raw`
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
export DEBIAN_FRONTEND=noninteractive
set -e
sudo apt-get update -qq
sudo apt-get install -y -qq docker.io
sudo apt-get install -y -qq docker-cli 2>/dev/null || true
[ "$(id -u)" = 0 ] || sudo usermod -aG docker "$(id -un)"
sudo systemctl enable --now docker
`;

/** Lets ports in by the firewall that is active, if one is. @param ports `40400/tcp` */
export function openFirewall(ports: readonly string[]): string {
  return String.raw`
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
PATH=$PATH:/usr/sbin
for port in ${ports.join(" ")}; do
  if command -v ufw >/dev/null && sudo ufw status | grep -q '^Status: active'; then
    sudo ufw allow "$port" >/dev/null && echo "let in by ufw: $port"
  elif command -v firewall-cmd >/dev/null && sudo firewall-cmd --state >/dev/null 2>&1; then
    sudo firewall-cmd --quiet --permanent --add-port="$port" && sudo firewall-cmd --quiet --add-port="$port" && echo "let in by firewalld: $port"
  fi
done
`;
}

/** Grows the file system to its volume, once the volume has the size. @param gib whole GiB */
export function growDisk(gib: number): string {
  return String.raw`
disk=$(findmnt --noheadings --output SOURCE /var/lib/aztec) || { echo "nothing is mounted at /var/lib/aztec"; exit 3; }
size=$(sudo -n blockdev --getsize64 "$disk")
[ "$size" -ge ${gib * 2 ** 30} ] || { echo "the volume is still $size bytes"; exit 4; }
out=$(sudo -n resize2fs "$disk" 2>&1) || { printf '%s\n' "$out" | grep '^resize2fs: ' | tail -n 1; exit 5; }
`;
}
