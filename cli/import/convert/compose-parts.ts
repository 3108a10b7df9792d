/** Converts what a compose file says of a service besides its variables, ports and volumes. */
import type { DataLocations } from "../read/data-locations";
import type { Installation } from "../read/installation";
import type { Mount } from "../read/mounts";
import { type Conversion, convert, drop, merge } from "./conversion";

/** Takes over the limit of memory. */
export function convertMemory({ memory }: Installation): Conversion {
  if (!memory) return {};
  const { from, mebibytes } = memory;
  if (mebibytes === undefined) return drop(from, "not a size of memory");
  return mebibytes === 0
    ? drop(from, "no limit; a stack has one: memoryMb")
    : convert(from, "memoryMb", String(mebibytes));
}

const MAYBE_DATA =
  "may have the node's data, since nothing says where the node keeps it. If it does, set DATA_DIRECTORY to its path in the container, and import again";

const PART =
  "a part of the node's data with a mount of its own, which a stack does not have: a manual step copies it into the data directory, while no node runs";

/** Mounts that have no node's data: files, and places of the system. */
const NO_DATA = /\.\w+$|^\/(etc|usr|run|var\/run|proc|sys|dev|tmp)(\/|$)/;

/** Lists the mounts that have neither the data nor a key. */
export function dropMounts({ mounts }: Installation, locations: DataLocations | undefined): Conversion {
  const keystores = Object.values(locations?.severalKeystores ?? {});
  const moved = [locations?.data, locations?.keystore, ...keystores, locations?.p2pKey].flatMap((one) =>
    one ? [one.mount] : [],
  );
  // A node outside a container sees all of the host.
  const others = mounts.filter((mount) => !moved.includes(mount) && mount.target !== "/");
  return merge(others.map((mount) => drop(nameOf(mount), whyDropped(mount, locations))));
}

function whyDropped(mount: Mount, locations: DataLocations | undefined): string {
  if (locations?.parts.includes(mount)) return PART;
  const isMaybeData = locations?.isAssumed === true && !locations.data && !NO_DATA.test(mount.target);
  return isMaybeData ? MAYBE_DATA : "has neither the node's data nor its keys; it stays where it is";
}

function nameOf({ target, directory, volume }: Mount): string {
  return `volumes ${[directory ?? volume, target].filter(Boolean).join(":")}`;
}

/** Warns of parts of the data that only a step by hand brings to the stack. */
export function warnOfParts(locations: DataLocations | undefined): string[] {
  return (locations?.parts ?? []).map(
    (mount) => `${nameOf(mount)}: ${PART}. Without that step the new node starts without it`,
  );
}
