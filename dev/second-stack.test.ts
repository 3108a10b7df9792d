/** The settings that `make up STACK=dev-2` writes. */
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { acceptedConfig, configOf, LOCAL_RELEASE } from "../test/fixtures/stacks";
import { numberedSettings } from "./second-stack";

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

it("a numbered stack joins the chain of dev as a validator, with ports of its own", () => {
  const { config } = fileSchema.parse(parse(numberedSettings(3, LOCAL_RELEASE)));
  const { p2p, ...others } = z.looseObject({ p2p: z.object({ port: z.number() }) }).parse(config);
  const { settings } = acceptedConfig(configOf({ ...others, "p2p.port": p2p.port }));
  const { network, localChainOf, role, rpcPort } = settings;
  expect({ network, localChainOf, role, rpcPort, p2p: settings.p2p.port }).toEqual({
    network: "local",
    localChainOf: "dev",
    role: "sequencer",
    rpcPort: 8082,
    p2p: 40_402,
  });
});
