/** Directories that must not hold a node's data, in its container and on its host. Pure. */

/** Directories by the reason why they must not. A name with a slash at its end stands for all directories below it too. */
type Reserved = Readonly<Record<string, string>>;

const KERNEL = "belongs to the kernel: no files can be kept there";
const LOST = "is emptied at every start: the data, and with it the protection against signing twice, would be lost";
const HOME =
  "is a user's home directory: as its owner, the node's user would lock that user out. Use a directory in it";
const SYSTEM = "belongs to the operating system: the node's user would become the owner of its files";

/** In the container. Source: the node image's layout, and the mounts that this program makes (node/container.ts). */
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
};

/** On the host. Source: the Filesystem Hierarchy Standard 3.0, and the folders of Docker. */
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
  "/lib64/": SYSTEM,
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
  "/var/log/": SYSTEM,
  "/var/spool/": SYSTEM,
  "/var/cache/": SYSTEM,
  "/snap/": SYSTEM,
};

/** Returns why a directory of the container must not hold the data; undefined if it may. @param path absolute, without `..` */
export function reservedInContainer(path: string): string | undefined {
  return reasonIn(IN_CONTAINER, path);
}

/** Returns why a directory of the host must not hold the data; undefined if it may. @param path absolute, without `..` */
export function reservedOnHost(path: string): string | undefined {
  if (path === "/") return SYSTEM;
  return reasonIn(ON_HOST, path) ?? (/^\/home\/[^/]+$/.test(path) ? HOME : undefined);
}

function reasonIn(reserved: Reserved, path: string): string | undefined {
  const found = Object.keys(reserved).find((one) => (one.endsWith("/") ? `${path}/`.startsWith(one) : path === one));
  return found && reserved[found];
}
