/** Warnings about servers whose URL names another service than the one that the node queries there. Pure. */
import type { L1Service } from "../l1-service";
import type { Settings } from "../schema";

const WANTED: Readonly<Record<string, L1Service>> = {
  ethereumHosts: "JSON-RPC",
  ethereumDebugHosts: "JSON-RPC",
  l1ConsensusHosts: "a beacon API",
};

/** Returns warnings, as sentences. */
export function serverWarnings({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts }: Settings): string[] {
  return Object.entries({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts }).flatMap(([path, servers]) => {
    const wanted = WANTED[path] ?? "JSON-RPC";
    const found = servers?.services.find((service) => service !== undefined && service !== wanted);
    if (found === undefined) return [];
    return [
      `${path} has a server whose URL is usually that of ${found}, and the node queries ${wanted} there. Run aztec-validator doctor.`,
    ];
  });
}
