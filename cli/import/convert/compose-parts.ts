/** Converts what a compose file says of a service besides its variables, ports and volumes. */
import type { DataLocations } from "../read/data-locations";
import type { Installation } from "../read/installation";
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
  return merge(
    others.map(({ target, directory, volume }) =>
      drop(
        `volumes ${[directory ?? volume, target].filter(Boolean).join(":")}`,
        locations?.isAssumed && !locations.data && !NO_DATA.test(target)
          ? MAYBE_DATA
          : "has neither the node's data nor its keys; it stays where it is",
      ),
    ),
  );
}
