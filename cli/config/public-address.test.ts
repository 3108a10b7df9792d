/** The detection of the public address, for flags and prompts of `config`. */
import { describe, expect, it } from "vitest";
import { useServer } from "../../test/fixtures/server";
import { parseAnswer, valuesOfFlags } from "./flags";
import { prompts, runsHere } from "./prompts";
import { publicAddress } from "./public-address";

describe("the public address", () => {
  const server = useServer(({ url }) => ({
    status: url === "/broken" ? 500 : 200,
    body: url === "/ip" ? " 20.30.40.50\n" : "<html>20.30.40.50</html>",
  }));

  it("is the first that a service returns; if none does, the error has each failure", async () => {
    const { url } = server;
    const { host } = new URL(url);
    expect(await publicAddress([`${url}/broken`, `${url}/ip`])).toBe("20.30.40.50");
    await expect(publicAddress([`${url}/broken`, `${url}/page`])).rejects.toThrow(
      [
        "This machine's public address could not be detected:",
        `  ${host}: HTTP status 500`,
        `  ${host}: the answer is not an IPv4 address`,
        "  Enter the address, or use another service: --ip-service <url>",
      ].join("\n"),
    );
  });

  it.each([
    ["another machine", { "host.kind": "ssh" }, 'cannot be "detect" for a node on another machine, since that finds'],
    ["another machine's engine", { dockerHost: "ssh://me@20.30.40.50" }, 'cannot be "detect" for a node on another'],
    ["AWS", { "host.kind": "aws" }, "is the Elastic IP on AWS: leave it out"],
  ])("is not that of this machine for a node on %s", async (_, values, message) => {
    const service = JSON.stringify([`${server.url}/ip`]);
    await expect(
      valuesOfFlags({ p2pAnnounceIp: "detect" }, { ...values, "p2p.publicIpServices": service }),
    ).rejects.toThrow(`p2p.announceIp ${message}`);
    const here = { "p2p.publicIpServices": service };
    expect(await valuesOfFlags({ p2pAnnounceIp: "detect" }, here)).toEqual({ "p2p.announceIp": "20.30.40.50" });
    expect([runsHere(values), runsHere(here)]).toEqual([false, true]);
  });

  it("is not detected for a host that a flag of the same command selects", async () => {
    await expect(valuesOfFlags({ hostKind: "ssh", p2pAnnounceIp: "detect" }, {})).rejects.toThrow("another machine");
  });

  it("is queried from the stack's own services, a list in its file, and no error has their keys", async () => {
    const detect = async (service: string) => {
      const prompt = prompts.find(({ definition: { path } }) => path === "p2p.announceIp");
      if (!prompt) throw new Error("there is no prompt for the address");
      return parseAnswer(prompt, "detect", {}, { "p2p.publicIpServices": JSON.stringify([service]) });
    };
    expect(await detect(`${server.url}/ip`)).toBe("20.30.40.50");
    for (const service of ["http://127.0.0.1:9/SECRETKEY0123", "SECRETKEY0123", "https://h:x/SECRETKEY0123"]) {
      const failed = await detect(service).catch(String);
      expect(failed).toContain("This machine's public address could not be detected:");
      expect(failed).not.toContain("SECRETKEY0123");
    }
  });
});
