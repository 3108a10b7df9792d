/** Entries of the container's /etc/hosts, as Docker takes them: `host.docker.internal:host-gateway`. */
import { z } from "zod";
import { isHere } from "../server-url";
import { described } from "./type-description";

/** Stands for the address of the Docker host, as its containers see it. */
export const HOST_GATEWAY = "host-gateway";

interface HostEntry {
  readonly name: string;
  readonly address: string;
}

/** Splits an entry; Docker also accepts `name=address`, and brackets around an IPv6 address. */
export function hostEntryOf(entry: string): HostEntry {
  const [, name = "", address = ""] = /^([^:=]*)[:=]\[?([^\]]*)\]?$/.exec(entry) ?? [];
  return { name, address };
}

const EXPECTS = `a host name and its address, such as host.docker.internal:${HOST_GATEWAY}`;

function problemOf(entry: string): string | undefined {
  const { name, address } = hostEntryOf(entry);
  const isAddress = address === HOST_GATEWAY || z.union([z.ipv4(), z.ipv6()]).safeParse(address).success;
  if (!isAddress || !/^\w([\w.-]*\w)?$/.test(name)) return `must be ${EXPECTS}`;
  const hostname = URL.parse(`http://${address.includes(":") ? `[${address}]` : address}`)?.hostname ?? "";
  if (!isHere(name) && !isHere(hostname)) return undefined;
  return `must not be ${name}:${address}, the node's own container: the address of the Docker host is ${HOST_GATEWAY}`;
}

const hostEntry = described(
  z.string().superRefine((value, context) => {
    const message = problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  }),
  EXPECTS,
  "<name>:<address>",
);

/** Entries, each name with one address: a program takes the first one that it finds. */
export function hostEntries() {
  const list = z
    .array(hostEntry)
    .min(1)
    .superRefine((entries, context) => {
      const names = entries.map((entry) => hostEntryOf(entry).name.toLowerCase());
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice)
        context.addIssue({
          code: "custom",
          message: `must not have ${twice} twice: one of its addresses has no effect`,
        });
    });
  return described(list, "a list of one or more host names, each with its address", `<name>:<address>`);
}
