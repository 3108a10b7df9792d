/** Decides whether this machine can build and run a stack, from facts about it. Pure. */
import { holderCommand, type Holder, HOLDER_TEXT } from "../../remote/sockets";
import { formatBytes } from "../../terminal/format";

/** The parts that are missing, and so have to be made. */
export interface Missing {
  /** Whether programs are built from Go modules. */
  readonly programs: boolean;
  /** Whether the node's image is pulled or built. */
  readonly node: boolean;
  /** Whether the L1's image is built; its packages may be in layers of an earlier build. */
  readonly l1: boolean;
}

/** A folder in which something is made, with the free bytes of its disk. */
export interface Space {
  readonly folder: string;
  /** The disk: folders with the same one share their free bytes. */
  readonly disk: number;
  readonly free: number;
}

/** A registry that something is made from; `error` says why it cannot be had. */
export interface Registry {
  readonly name: "npm" | "Go";
  readonly address: string;
  readonly error?: string | undefined;
}

/** A port of the stack. */
export interface Port {
  readonly setting: "p2p.port" | "rpcPort";
  readonly number: number;
  readonly protocol: "tcp" | "udp";
  readonly holder: Holder;
  /** Command that keeps it free of outgoing connections; undefined if none can get it. */
  readonly reserve?: string | undefined;
}

export interface MachineFacts {
  readonly stack: string;
  readonly missing: Missing;
  /** The project's cache, and the engine's folder if the engine is on this machine. */
  readonly cache: Space;
  readonly engine?: Space | undefined;
  readonly registries: readonly Registry[];
  /** Ports of the stack that another program uses. */
  readonly usedPorts: readonly Port[];
}

/** Bytes at the peak of a build: Go's caches with 6.3 GB and the programs; images with the layers of their builds. */
const NEEDED = { programs: 7_000_000_000, node: 3_000_000_000, l1: 1_000_000_000 } as const;

/** Returns all problems, each with its fix; none if the machine can do it. */
export function machineProblems(facts: MachineFacts): string[] {
  return [...facts.registries.flatMap(registryProblem), ...diskProblems(facts), ...portProblems(facts)];
}

function diskProblems({ missing, cache, engine }: MachineFacts): string[] {
  const needs = [
    { ...cache, bytes: missing.programs ? NEEDED.programs : 0, what: "programs from Go modules" },
    ...(engine
      ? [{ ...engine, bytes: (missing.node ? NEEDED.node : 0) + (missing.l1 ? NEEDED.l1 : 0), what: "images" }]
      : []),
  ].filter(({ bytes }) => bytes > 0);
  const disks = [...new Set(needs.map(({ disk }) => disk))];
  return disks.flatMap((disk) => {
    const here = needs.filter((need) => need.disk === disk);
    const bytes = here.reduce((sum, need) => sum + need.bytes, 0);
    const [first] = here;
    if (!first || first.free >= bytes) return [];
    const [what, folders] = [
      here.map((need) => need.what).join(" and "),
      here.map(({ folder }) => folder).join(" and "),
    ];
    return [
      `The disk is too full to build ${what}: ${formatBytes(bytes)} are needed for a while in ${folders}, ${formatBytes(first.free)} are free.\n  See what can go: docker system df; du -sh ~/.cache`,
    ];
  });
}

const REGISTRY_FIX = {
  npm: "images are built from its packages. Name another registry: npm config set registry <URL>",
  Go: "Pulumi is built from its modules. Name another proxy: go env -w GOPROXY=<URL>",
} as const;

function registryProblem({ name, address, error }: Registry): string[] {
  if (error === undefined) return [];
  return [`The ${name} registry ${address} cannot be used (${error}), and ${REGISTRY_FIX[name]}`];
}

function portProblems({ stack, usedPorts }: MachineFacts): string[] {
  return usedPorts.map(
    ({ setting, number, protocol, holder, reserve }) =>
      `Port ${number}/${protocol} ${HOLDER_TEXT[holder]}, and the node of ${stack} needs it. To see what uses it: ${holderCommand(number)}\n  Or set another port: in Pulumi.${stack}.yaml, ${setting}${reserve === undefined || holder === "program" ? "" : `\n  To keep it free of outgoing connections: ${reserve}`}`,
  );
}
