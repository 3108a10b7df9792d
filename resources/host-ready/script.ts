/** Shell scripts for `sh -c` on a host, and the parsing of their output. */
import { z } from "zod";
import { ROUTE_MTU } from "../../remote/route-mtu";
import { LISTENING } from "../../remote/sockets";

/** Mount point of the data volume on a host that cloud-init sets up. */
export const DATA_MOUNT = "/var/lib/aztec";

/** Processor flags that exist since Skylake; without them a node crashes with an illegal instruction. */
export const SKYLAKE: readonly string[] = ["adx", "avx2", "clflushopt"];

/** Prints facts about the host, one `name=value` a line. */
export const LOOK = String.raw`
say() { printf '%s=%s\n' "$1" "$2"; }
say system "$(. /etc/os-release && echo "$PRETTY_NAME")"
say architecture "$(uname -m)"
say vcpus "$(nproc)"
say memoryMb "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)"
say freeGb "$(df -Pk /var/lib | awk 'NR == 2 { print int($4 / 1048576) }')"
say flags "$(grep -m1 '^flags' /proc/cpuinfo | tr ' ' '\n' | grep -xE '${SKYLAKE.join("|")}' | sort | tr '\n' ' ')"
version=$(docker version --format '{{with .Server}}docker={{.Version}}{{"\n"}}dockerServer={{json .}}{{end}}' 2>&1)
say docker ""
printf '%s\n' "$version" | grep -E '^docker(Server)?='
say dockerRefused "$(printf '%s\n' "$version" | grep -qi 'permission denied' && echo yes)"
say dockerInfo "$(docker info --format '{{json .}}' 2>/dev/null | tr -d '\n')"
say boot "$(cloud-init status 2>/dev/null | sed -n 's/^status: //p')"
say ended "$([ -s /run/cloud-init/result.json ] && echo yes)"
say step "$(tail -n 1 /run/cloud-init/cloud-init-output.log 2>/dev/null || sudo -n tail -n 1 /var/log/cloud-init-output.log 2>/dev/null)"
say mounted "$(mountpoint -q ${DATA_MOUNT} && echo yes)"
say mtu "$(${ROUTE_MTU})"
say listening "$(${LISTENING})"
`;

const foundSchema = z.object({
  system: z.string(),
  architecture: z.string(),
  vcpus: z.coerce.number(),
  memoryMb: z.coerce.number(),
  freeGb: z.coerce.number(),
  /** Those of {@link SKYLAKE} that the processor has. */
  flags: z.string(),
  /** Docker's version; empty if it is missing or the user has no access. */
  docker: z.string(),
  /** Whether an engine runs that this user has no permission to use. */
  dockerRefused: z.string().optional(),
  /** The engine's description of itself, as JSON. */
  dockerInfo: z.string().optional(),
  dockerServer: z.string().optional(),
  /** Status of cloud-init: `running`, `done`, `error`; empty without cloud-init. */
  boot: z.string(),
  /** Whether cloud-init has finished; its status can be `error` before that. */
  ended: z.string(),
  /** The last line of the boot log. */
  step: z.string(),
  /** Whether the data volume is mounted. */
  mounted: z.string(),
  /** MTU of the default route. */
  mtu: z.string().optional(),
  /** Sockets that listen, see listening.ts. */
  listening: z.string().default(""),
});
export type Found = z.output<typeof foundSchema>;

/** Parses the output of LOOK. @throws if it is something else */
export function readFound(text: string): Found {
  return foundSchema.parse(readPairs(text));
}

/** Parses lines of `name=value`. */
export function readPairs(text: string): Record<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at > 0 ? [[line.slice(0, at), line.slice(at + 1).trim()] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** Prints cloud-init's error and the end of the boot log, without the ASCII art of host keys. */
export const BOOT_LOG = String.raw`
cloud-init status --long
sudo -n grep -v '^[|+]' /var/log/cloud-init-output.log | tail -n 40
`;

/**
 * Installs Docker from the distribution's packages, and adds the user to its group. An engine that is there stays: the
 * distribution's packages would replace Docker's own, and stop every container. Another apt, such as that of unattended
 * upgrades, is waited for: apt itself waits for dpkg's lock only.
 */
export const INSTALL_DOCKER = String.raw`
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
PATH=$PATH:/usr/sbin
set -e
apt() {
  tries=0
  until said=$(sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" 2>&1); do
    tries=$((tries + 1))
    case $said in *"lock "*) [ "$tries" -lt 40 ] && sleep 5 && continue ;; esac
    printf '%s
' "$said"
    return 100
  done
}
if ! command -v dockerd >/dev/null; then
  apt update
  apt install -y docker.io
  apt install -y docker-cli >/dev/null || true
fi
[ "$(id -u)" = 0 ] || sudo usermod -aG docker "$(id -un)"
sudo systemctl enable --now docker
`;

/** Opens ports in the active firewall, if any. @param ports `40400/tcp` */
export function openFirewall(ports: readonly string[]): string {
  return String.raw`
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
PATH=$PATH:/usr/sbin
for port in ${ports.join(" ")}; do
  if command -v ufw >/dev/null && sudo ufw status | grep -q '^Status: active'; then
    sudo ufw allow "$port" >/dev/null && echo "opened in ufw: $port"
    # Rules that drop packets to containers need another rule: Docker's ports do not pass those for the host itself.
    if sudo iptables -S DOCKER-USER 2>/dev/null | grep -qE -- '-j (DROP|REJECT)'; then
      sudo ufw route allow proto "$(echo "$port" | cut -d / -f 2)" from any to any port "$(echo "$port" | cut -d / -f 1)" >/dev/null && echo "opened in ufw for containers: $port"
    fi
  elif command -v firewall-cmd >/dev/null && sudo firewall-cmd --state >/dev/null 2>&1; then
    sudo firewall-cmd --quiet --permanent --add-port="$port" && sudo firewall-cmd --quiet --add-port="$port" && echo "opened in firewalld: $port"
  fi
done
`;
}

/** Grows the file system to the size of its volume, once the volume has been resized. @param gib whole GiB */
export function growDisk(gib: number): string {
  return String.raw`
disk=$(findmnt --noheadings --output SOURCE ${DATA_MOUNT}) || { echo "nothing is mounted at ${DATA_MOUNT}"; exit 3; }
size=$(sudo -n blockdev --getsize64 "$disk")
[ "$size" -ge ${gib * 2 ** 30} ] || { echo "the volume is still $size bytes"; exit 4; }
out=$(sudo -n resize2fs "$disk" 2>&1) || { printf '%s\n' "$out" | grep '^resize2fs: ' | tail -n 1; exit 5; }
`;
}
