/** Where an instance is made, from what AWS answers about zones. */
import { describe, expect, it } from "vitest";
import { choosePlace, type Needs } from "./place";

const PLACES = [
  { subnetId: "subnet-c", zone: "us-east-1c" },
  { subnetId: "subnet-a", zone: "us-east-1e" },
  { subnetId: "subnet-b", zone: "us-east-1b" },
];
const needs: Needs = {
  zones: ["us-east-1b", "us-east-1c"],
  dataZone: undefined,
  instanceType: "c7i.4xlarge",
  isChosen: false,
  stack: "main",
};

describe("an instance is made", () => {
  it("in the first subnet by id whose zone has the type", () => {
    expect(choosePlace(PLACES, needs)).toEqual({ subnetId: "subnet-b" });
  });

  it("in the zone of the stack's volume, whichever subnet is first", () => {
    expect(choosePlace(PLACES, { ...needs, dataZone: "us-east-1c" })).toEqual({ subnetId: "subnet-c" });
  });
});

describe("an instance is refused, and the zone named,", () => {
  it.each<[string, typeof PLACES, Partial<Needs>, string]>([
    ["without a default subnet", [], {}, "The region has no default VPC"],
    [
      "where the region has no such type",
      PLACES,
      { zones: [] },
      "The region has no c7i.4xlarge at all. Choose another",
    ],
    [
      "in a chosen subnet whose zone lacks the type",
      PLACES.slice(1, 2),
      { isChosen: true },
      "AWS has no c7i.4xlarge in us-east-1e, but in us-east-1b, us-east-1c. Choose a subnet there: pulumi config set --path aws.subnetId <subnet> --stack main, or another type: pulumi config set --path aws.instanceType <type> --stack main",
    ],
    [
      "in a chosen subnet away from the volume",
      PLACES.slice(2),
      { isChosen: true, dataZone: "us-east-1c" },
      "aws.subnetId is in us-east-1b, but the stack's data volume is in us-east-1c, and a volume cannot leave its zone.",
    ],
    [
      "beside a volume whose zone lacks the type",
      PLACES,
      { dataZone: "us-east-1e" },
      "AWS has no c7i.4xlarge in us-east-1e, where the stack's data volume is, but in us-east-1b, us-east-1c.",
    ],
  ])("%s", (_what, places, extra, message) => {
    const { subnetId, problem } = choosePlace(places, { ...needs, ...extra });
    expect(subnetId).toBeUndefined();
    expect(problem?.startsWith(message), problem).toBe(true);
  });
});
