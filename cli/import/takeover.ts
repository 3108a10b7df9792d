/** What is left to do by hand before a stack takes an old installation's place: the one node stops, then the other starts. */
import { CONTAINER_USER, STOP_GRACE_SECONDS } from "../../node/container";
import { proposedRelease } from "../../settings/network/network-release";
import type { Installation } from "./installation";
import { directoryOf, type Place } from "./mounts";
import { vendorImage } from "../../settings/releases/vendor-images";
import type { ImportedStack } from "./stack";

/** One step, and the commands that do it. */
export interface Step {
  readonly what: string;
  readonly commands: readonly string[];
}

/** @param volume the name that the stack's data volume will have */
export function takeover(installation: Installation, imported: ImportedStack, volume: string): Step[] {
  const { compose } = installation;
  if (!compose) return [{ what: `Stop the old node, and see that nothing starts it again: ${TWICE}.`, commands: [] }];
  const command = `docker compose ${compose.files.map((file) => `-f ${quoted(file)}`).join(" ")}`;
  const image =
    imported.values.image ?? vendorImage(imported.values.release ?? proposedRelease(imported.values.network));
  return [
    {
      what: "Stop the old node gracefully.",
      commands: [`${command} stop --timeout ${STOP_GRACE_SECONDS} ${compose.service}`],
    },
    ...dataSteps(imported, { command: `${command} cp ${compose.service}`, image, volume }),
    ...keySteps(imported, image),
    {
      what: `Remove its container, so that nothing starts it again: ${TWICE}. Its volumes stay.`,
      commands: [`${command} rm --force ${compose.service}`],
    },
  ];
}

const TWICE = "two nodes with one key sign twice, and are slashed for it";

interface Means {
  /** Copies out of the old container: `<command>:<path> <directory>`. */
  readonly command: string;
  readonly image: string;
  readonly volume: string;
}

function dataSteps({ kept }: ImportedStack, { command, image, volume }: Means): Step[] {
  if (!kept) return [];
  const directory = kept.data && directoryOf(kept.data);
  if (directory !== undefined) {
    const what = "Give the data directory to the user that the node runs as here.";
    return [{ what, commands: [`sudo chown -R ${CONTAINER_USER} ${quoted(directory)}`] }];
  }
  if (kept.data?.mount.volume === undefined) return [unkept(kept.dataDirectory, command)];
  return [
    {
      what: "Copy the data into the stack's own volume; the old one stays as it is.",
      commands: [
        `docker volume create ${volume}`,
        inside(kept.data.mount.volume, image, `--mount type=volume,source=${volume},target=/to`, [
          "sh",
          `-c 'cp -a ${from(kept.data)}/. /to/ && chown -R ${CONTAINER_USER} /to'`,
        ]),
      ],
    },
  ];
}

/** Without it the node syncs anew; what it signed is in no other place. */
function unkept(dataDirectory: string, command: string): Step {
  return {
    what: "Its data is in no volume, but in the container itself: copy it out, and let the stack have that directory.",
    commands: [
      `${command}:${dataDirectory} /srv/aztec-data`,
      `sudo chown -R ${CONTAINER_USER} /srv/aztec-data`,
      "pulumi config set --path storage.kind bind",
      "pulumi config set --path storage.path /srv/aztec-data",
    ],
  };
}

/** Keys that could not be read by the import itself: in a volume, or root's. */
function keySteps({ kept, values }: ImportedStack, image: string): Step[] {
  const keys = [
    { path: "keystore", place: kept?.keystore, what: "Take over the keystore." },
    { path: "p2pPrivateKey", place: kept?.p2pKey, what: IDENTITY },
  ];
  return keys.flatMap(({ path, place, what }) => {
    const read = place && !(path in values) ? reading(place, image) : undefined;
    return read === undefined ? [] : [{ what, commands: [`${read} | pulumi config set --secret ${path}`] }];
  });
}

const IDENTITY = "Take over the p2p identity, where the node had one; without it a new one is generated.";

/** Prints a file, or the one keystore of a folder. */
function reading(place: Place, image: string): string | undefined {
  const directory = directoryOf(place);
  const isFile = /\.json$|key$/.test(directory ?? from(place));
  if (directory !== undefined) return `sudo cat ${quoted(directory)}${isFile ? "" : "/*.json"}`;
  if (place.mount.volume === undefined) return undefined;
  return inside(place.mount.volume, image, "", ["sh", `-c 'cat ${from(place)}${isFile ? "" : "/*.json"}'`]);
}

/** A command on an old volume, in a container of the node's image that reaches nothing else. */
function inside(volume: string, image: string, more: string, [program, words]: [string, string]): string {
  const mount = `--mount type=volume,source=${volume},target=/from,readonly`;
  return `docker run --rm --network none --user 0:0 ${mount} ${more && `${more} `}--entrypoint ${program} ${image} ${words}`;
}

function from({ below }: Place): string {
  return below ? `/from/${below}` : "/from";
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
