/** Warnings about servers whose URL names another service than the one that the node queries there. Pure. */
import { stackOption } from "../commands";
import type { L1Service } from "../l1-service";
import type { Settings } from "../schema";
import { hostEntryOf } from "../schema/host-entry";
import { hostsOf } from "./servers";

const WANTED: Readonly<Record<string, L1Service>> = {
  ethereumHosts: "JSON-RPC",
  ethereumDebugHosts: "JSON-RPC",
  l1ConsensusHosts: "a beacon API",
};

/** Returns warnings, as sentences. */
export function serverWarnings(settings: Settings, stack?: string): string[] {
  return [
    ...otherService(settings, stack),
    ...keyInClear(settings),
    ...databaseInClear(settings),
    ...shortNames(settings),
  ];
}

function l1ServersOf({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts }: Settings) {
  return Object.entries({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts });
}

function otherService(settings: Settings, stack?: string): string[] {
  return l1ServersOf(settings).flatMap(([path, servers]) => {
    const wanted = WANTED[path] ?? "JSON-RPC";
    const found = servers?.services.find((service) => service !== undefined && service !== wanted);
    if (found === undefined) return [];
    return [
      `${path} has a server whose URL is usually that of ${found}, and the node queries ${wanted} there. Run aztec-validator doctor${stackOption(stack)}.`,
    ];
  });
}

function keyInClear(settings: Settings): string[] {
  return l1ServersOf(settings).flatMap(([path, servers]) =>
    servers?.hasOpenKey
      ? [`${path} has a URL with a key and without TLS: everyone on the way can read it. Use https://.`]
      : [],
  );
}

function databaseInClear({ haDatabaseUrl }: Settings): string[] {
  return haDatabaseUrl?.isOpen
    ? [
        "haDatabaseUrl is at a public address without TLS: everyone on the way can read its password, and change what was signed. Add ?sslmode=verify-full, or use a private network.",
      ]
    : [];
}

/** Warns of names that only containers or hosts elsewhere have: an instance on AWS is new. */
function shortNames(settings: Settings): string[] {
  const { host, extraHosts = [], dockerNetworks } = settings;
  if (host.kind !== "aws" || dockerNetworks) return [];
  const known = extraHosts.map((entry) => hostEntryOf(entry).name);
  return hostsOf(settings).flatMap(([path, { shortNames: names }]) =>
    names.some((name) => !known.includes(name))
      ? [
          `${path} has a host name without a domain, and an instance on AWS knows no containers or hosts of your network: use an address that it reaches, or extraHosts.`,
        ]
      : [],
  );
}
