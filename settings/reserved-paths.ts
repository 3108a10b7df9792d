/** Directories that must not hold a node's data, in its container and on its host. Pure. */

/** Directories by the reason why they must not. A name with a slash at its end stands for all directories below it too. */
type Reserved = Readonly<Record<string, string>>;

const KERNEL = "belongs to the kernel: no files can be kept there";
const LOST = "is emptied at every start: the data, and with it the protection against signing twice, would be lost";
const HOME =
  "is a user's home directory: as its owner, the node's user would lock that user out. Use a directory in it";
const SYSTEM = "belongs to the operating system: the node's user would become the owner of its files";

/** Paths in the container. Source: the node image's layout, and the mounts that this program makes (node/container.ts). */
const IN_CONTAINER: Reserved = {
  "/proc/": KERNEL,
  "/sys/": KERNEL,
  "/dev/": KERNEL,
  "/tmp/": LOST,
  "/var/tmp/": LOST,
  "/run/": LOST,
  "/var/run/": LOST,
  "/usr/": "holds the node's program, which the data would hide",
  "/bin/": "holds programs, which the data would hide",
  "/sbin/": "holds programs, which the data would hide",
  "/lib/": "holds the program's libraries, which the data would hide",
  "/lib64/": "holds the program's libraries, which the data would hide",
  "/etc/": "holds the container's configuration, which the data would hide",
  "/root/": "can be entered by root alone, and the node is another user",
  "/var/lib/keys/": "holds the key files, which are mounted read-only",
  "/var": "contains the directory of the key files, which the data would hide",
  "/var/lib": "contains the directory of the key files, which the data would hide",
};

/** Ethereum's clients and other programs whose folder below /var/lib has their name. */
const PROGRAMS =
  "besu erigon ethereum geth goethereum grafana grandine lighthouse lodestar mongodb mysql nethermind nimbus postgresql prometheus prysm redis reth teku";

const PROGRAM = "belongs to another program, which could no longer read its files";

/** Paths on the host. Source: the Filesystem Hierarchy Standard 3.0, and the folders of Docker and of Debian's packages. */
const ON_HOST: Reserved = {
  "/proc/": KERNEL,
  "/sys/": KERNEL,
  "/dev/": KERNEL,
  "/tmp/": LOST,
  "/var/tmp/": "is emptied by the system from time to time: the data would be lost",
  "/run/": LOST,
  "/var/run/": LOST,
  "/etc/": SYSTEM,
  "/boot/": SYSTEM,
  "/usr/": SYSTEM,
  "/bin/": SYSTEM,
  "/sbin/": SYSTEM,
  "/lib/": SYSTEM,
  "/lib32/": SYSTEM,
  "/lib64/": SYSTEM,
  "/libx32/": SYSTEM,
  "/var/lib/docker/": "belongs to Docker: use storage.kind: volume, or another directory",
  "/var/lib/containerd/": "belongs to Docker: use storage.kind: volume, or another directory",
  "/home": SYSTEM,
  "/media": SYSTEM,
  "/mnt": SYSTEM,
  "/opt": SYSTEM,
  "/root": SYSTEM,
  "/srv": SYSTEM,
  "/var": SYSTEM,
  "/var/lib": SYSTEM,
  "/var/lib/apt/": SYSTEM,
  "/var/lib/dpkg/": SYSTEM,
  "/var/lib/rpm/": SYSTEM,
  "/var/lib/snapd/": SYSTEM,
  "/var/lib/systemd/": SYSTEM,
  ...Object.fromEntries(PROGRAMS.split(" ").map((name) => [`/var/lib/${name}/`, PROGRAM])),
  "/var/log/": SYSTEM,
  "/var/spool/": SYSTEM,
  "/var/cache/": SYSTEM,
  "/snap/": SYSTEM,
  "/nix/": SYSTEM,
};

/** Returns why a directory of the container must not hold the data; undefined if it may. @param path absolute, without `..` */
export function reservedInContainer(path: string): string | undefined {
  return reasonIn(IN_CONTAINER, path);
}

/** Directories of a user with keys and logins: SSH ignores keys in one that another user owns. */
const SECRETS = /\/\.(ssh|gnupg|aws|azure|kube|docker|pulumi|config|password-store)(\/|$)/;
/** Data of Ethereum's clients and of other nodes in a user's home directory. */
const CLIENTS = /\/\.(ethereum|lighthouse|eth2|nethermind|bitcoin|local\/share\/(reth|erigon|lodestar))(\/|$)/;
const PRIVATE = "has a user's keys or logins: with another owner they no longer work, and SSH locks that user out";

/** Returns why a directory of the host must not hold the data; undefined if it may. @param path absolute, without `..` */
export function reservedOnHost(path: string): string | undefined {
  if (path === "/") return SYSTEM;
  if (SECRETS.test(path)) return PRIVATE;
  if (CLIENTS.test(path)) return PROGRAM;
  return reasonIn(ON_HOST, path) ?? (/^\/(home|Users)\/[^/]+$/.test(path) ? HOME : undefined);
}

function reasonIn(reserved: Reserved, path: string): string | undefined {
  const found = Object.keys(reserved).find((one) => (one.endsWith("/") ? `${path}/`.startsWith(one) : path === one));
  return found && reserved[found];
}
