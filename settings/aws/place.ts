/** Chooses where in a region an instance can be. Pure. */
import { setCommand } from "../commands";

/** A subnet and its zone. */
export interface Place {
  readonly subnetId: string;
  readonly zone: string;
}

export interface Needs {
  /** Zones of the region that have the instance type. */
  readonly zones: readonly string[];
  /** Zone of the data volume, if there is one: a volume cannot leave its zone. */
  readonly dataZone: string | undefined;
  readonly instanceType: string;
  /** Whether the operator has chosen the subnet. */
  readonly isChosen: boolean;
  /** Name of the stack, for commands. */
  readonly stack: string;
}

/** Returns the first subnet by its id that fits, or what is wrong and how to fix it. */
export function choosePlace(places: readonly Place[], needs: Needs): { subnetId?: string; problem?: string } {
  const { dataZone } = needs;
  if (places.length === 0) return { problem: noSubnet(needs) };
  const near = places.filter(({ zone }) => dataZone === undefined || zone === dataZone);
  if (near.length === 0) return { problem: away(places, needs) };
  const [first] = near
    .filter(({ zone }) => needs.zones.includes(zone))
    .sort((a, b) => (a.subnetId < b.subnetId ? -1 : 1));
  return first ? { subnetId: first.subnetId } : { problem: missing(near, needs) };
}

const subnetCommand = ({ stack }: Needs) => setCommand("aws.subnetId", "<subnet>", stack);

function noSubnet(needs: Needs): string {
  return `The region has no default VPC, so there is no subnet for the instance. Choose a public subnet: ${subnetCommand(needs)}`;
}

function away(places: readonly Place[], needs: Needs): string {
  const { dataZone, isChosen } = needs;
  const where = zonesOf(places);
  const subnet = isChosen ? `aws.subnetId is in ${where}` : `The default subnets are in ${where}`;
  return `${subnet}, but the stack's data volume is in ${dataZone ?? ""}, and a volume cannot leave its zone. Choose a public subnet of ${dataZone ?? ""}: ${subnetCommand(needs)}. To leave the zone, see "Leave a zone" in docs/aws.md`;
}

function missing(near: readonly Place[], needs: Needs): string {
  const { zones, instanceType, dataZone, isChosen, stack } = needs;
  const type = setCommand("aws.instanceType", "<type>", stack);
  if (zones.length === 0) return `The region has no ${instanceType} at all. Choose another type: ${type}`;
  const volume = dataZone ? ", where the stack's data volume is" : "";
  const has = `AWS has no ${instanceType} in ${zonesOf(near)}${volume}, but in ${zones.join(", ")}.`;
  if (dataZone) return `${has} Choose another type: ${type}. To leave the zone, see "Leave a zone" in docs/aws.md`;
  const which = isChosen ? "Choose a subnet there" : "Choose a public subnet there";
  return `${has} ${which}: ${subnetCommand(needs)}, or another type: ${type}`;
}

function zonesOf(places: readonly Place[]): string {
  return [...new Set(places.map(({ zone }) => zone))].sort().join(", ");
}
