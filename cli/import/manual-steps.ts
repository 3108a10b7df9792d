/** The steps by hand that let a stack take the old node's place. They stop it first: two at once would sign twice. */
import { CONTAINER_USER, STOP_GRACE_SECONDS } from "../../node/container";
import { proposedRelease } from "../../settings/network/network-release";
import { vendorImage } from "../../settings/releases/vendor-images";
import type { ImportedStack } from "./convert";
import type { Installation } from "./read/installation";
import { hostPath, type MountedPath } from "./read/mounts";

/** A step, and the commands that do it. */
export interface Step {
  readonly title: string;
  readonly commands: readonly string[];
}

/** @param volume the name that the stack's data volume will have */
export function manualSteps(installation: Installation, imported: ImportedStack, volume: string): Step[] {
  const { compose } = installation;
  if (!compose)
    return [{ title: `Stop the old node and make sure that nothing restarts it: ${SLASHING}.`, commands: [] }];
  const command = `docker compose ${compose.files.map((file) => `-f ${quote(file)}`).join(" ")}`;
  const image =
    imported.values.image ?? vendorImage(imported.values.release ?? proposedRelease(imported.values.network));
  return [
    {
      title: "Stop the old node gracefully.",
      commands: [`${command} stop --timeout ${STOP_GRACE_SECONDS} ${compose.service}`],
    },
    ...dataSteps(imported, { copy: `${command} cp ${compose.service}`, image, volume }),
    ...keySteps(imported, image),
    {
      title: `Remove the old container, so that nothing restarts it: ${SLASHING}. Its volumes stay.`,
      commands: [`${command} rm --force ${compose.service}`],
    },
  ];
}

const SLASHING = "two nodes that sign with one key are slashed";

interface CopyOptions {
  /** Copies from the old container: `<copy>:<path> <directory>`. */
  readonly copy: string;
  readonly image: string;
  readonly volume: string;
}

function dataSteps({ locations }: ImportedStack, { copy, image, volume }: CopyOptions): Step[] {
  if (!locations) return [];
  const { data, dataDirectory } = locations;
  const directory = data && hostPath(data);
  if (directory !== undefined) {
    const title = "Give the data directory to the user that the node runs as in the stack.";
    return [{ title, commands: [`sudo chown -R ${CONTAINER_USER} ${quote(directory)}`] }];
  }
  if (data?.mount.volume === undefined) return [copyFromContainer(dataDirectory, copy)];
  const script = `'cp -a ${pathInHelper(data)}/. /to/ && chown -R ${CONTAINER_USER} /to'`;
  return [
    {
      title: "Copy the data to the stack's volume; the old volume stays unchanged.",
      commands: [
        `docker volume create ${volume}`,
        helperCommand(data.mount.volume, image, script, `--mount type=volume,source=${volume},target=/to `),
      ],
    },
  ];
}

/** Saves data that is in no mount. A new node could sync again, but the record of its signatures exists only there. */
function copyFromContainer(dataDirectory: string, copy: string): Step {
  return {
    title: "The data is in no volume, only in the old container: copy it to the host and use that directory.",
    commands: [
      `${copy}:${dataDirectory} /srv/aztec-data`,
      `sudo chown -R ${CONTAINER_USER} /srv/aztec-data`,
      "pulumi config set --path storage.kind bind",
      "pulumi config set --path storage.path /srv/aztec-data",
    ],
  };
}

/** Imports keys that the command could not read: in a volume, or readable only by root. */
function keySteps({ locations, values }: ImportedStack, image: string): Step[] {
  const keys = [
    { path: "keystore", location: locations?.keystore, title: "Import the keystore." },
    {
      path: "p2pPrivateKey",
      location: locations?.p2pKey,
      title: "Import the p2p identity, if the node had one; otherwise a new one is generated.",
    },
  ];
  return keys.flatMap(({ path, location, title }) => {
    const print = location && !(path in values) ? printCommand(location, image) : undefined;
    return print === undefined ? [] : [{ title, commands: [`${print} | pulumi config set --secret ${path}`] }];
  });
}

/** Returns a command that prints a key file, or the only keystore of a folder. */
function printCommand(location: MountedPath, image: string): string | undefined {
  const directory = hostPath(location);
  const isFile = /\.json$|key$/.test(directory ?? pathInHelper(location));
  const files = isFile ? "" : "/*.json";
  if (directory !== undefined) return `sudo cat ${quote(directory)}${files}`;
  const { volume } = location.mount;
  return volume === undefined ? undefined : helperCommand(volume, image, `'cat ${pathInHelper(location)}${files}'`);
}

/** Returns a command that runs a script on the old volume, in a container without network. */
function helperCommand(volume: string, image: string, script: string, mounts = ""): string {
  const source = `--mount type=volume,source=${volume},target=/from,readonly`;
  return `docker run --rm --network none --user 0:0 ${source} ${mounts}--entrypoint sh ${image} -c ${script}`;
}

function pathInHelper({ subpath }: MountedPath): string {
  return subpath ? `/from/${subpath}` : "/from";
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
