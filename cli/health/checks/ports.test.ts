/** A node whose published or announced ports are not those of its settings. */
import { describe, expect, it } from "vitest";
import { container, dialResult, observation } from "../../../test/fakes/observation";
import { omit } from "../../../test/fixtures/wrong/wrong";
import type { Settings } from "../../../settings/schema";
import { portFindings } from "./ports";

const { stackInfo } = observation();
const { settings } = stackInfo;

function withP2p(changed: Partial<Settings["p2p"]>, network: Settings["network"] = "testnet") {
  if (!settings) throw new Error("no settings");
  return { ...stackInfo, settings: { ...settings, network, p2p: { ...settings.p2p, ...changed } } };
}
const withPorts = (Ports: (typeof container)["NetworkSettings"]["Ports"]) => ({
  ...container,
  NetworkSettings: { ...container.NetworkSettings, Ports },
});
const announcing = (endpoint: object) => ({
  ...dialResult(),
  endpoint: { ...dialResult().endpoint, ...endpoint },
});

describe("the ports of a node", () => {
  it("need no word if they are those of the settings", () => {
    expect(portFindings(container, dialResult(), stackInfo)).toEqual([]);
    expect(portFindings(container, announcing({ tcp: 40501, udp: 40501 }), withP2p({ announcePort: 40501 }))).toEqual(
      [],
    );
  });

  it("that changed in the settings need an `up`, and are reported once", () => {
    expect(portFindings(container, dialResult(), withP2p({ port: 40401 }))).toEqual([
      {
        check: "ports",
        severity: "warning",
        message:
          "the settings have 40401/tcp, 40401/udp, and the node was started without: `up` has not run since the change",
        remedy: "pulumi up --stack testnet",
      },
    ]);
  });

  it("that Docker no longer publishes are a failure, with the commands that publish them again", () => {
    const Ports = omit(container.NetworkSettings.Ports ?? {}, "40400/udp");
    for (const now of [Ports, { ...Ports, "40400/udp": null }]) {
      expect(portFindings(withPorts(now), dialResult(), stackInfo)).toEqual([
        {
          check: "ports",
          severity: "failure",
          message: "Docker no longer publishes 40400/udp of the running node, so nobody reaches it there",
          remedy: "start it again: aztec-validator stop --stack testnet && aztec-validator start --stack testnet",
        },
      ]);
    }
  });

  it.each([
    [
      announcing({ address: "20.30.40.51" }),
      withP2p({ announceIp: "20.30.40.50" }),
      "20.30.40.51:40400",
      "20.30.40.50:40400",
    ],
    [dialResult(), withP2p({ announcePort: 40501 }), "20.30.40.50:40400", "20.30.40.50:40501"],
    [announcing({ udp: 9 }), withP2p({}), "20.30.40.50:40400 and 20.30.40.50:9", "20.30.40.50:40400"],
  ])("that the node announces otherwise are a warning", (dialled, info, announced, wanted) => {
    expect(portFindings(container, dialled, info)).toEqual([
      {
        check: "ports",
        severity: "warning",
        message: `the node announces ${announced} to peers, and the settings have ${wanted}: \`up\` has not run since the change`,
        remedy: "pulumi up --stack testnet",
      },
    ]);
  });

  it("are not judged for a node that does not run, or with another Docker's description", () => {
    const stopped = { ...withPorts({}), State: { ...container.State, Status: "exited" } };
    expect(portFindings(stopped, undefined, stackInfo)).toEqual([]);
    expect(portFindings({ ...container, HostConfig: undefined }, undefined, stackInfo)).toEqual([]);
  });
});
