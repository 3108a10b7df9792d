/** Configurations that are right pass, and become the same resources in a preview as in an update. */
import { describe, expect, it } from "vitest";
import { rights } from "../test/fixtures/right";
import { refusalOf } from "../test/fakes/recorder";

describe("right settings", () => {
  it("are 60 distinct configurations at least", () => {
    expect(new Set(rights.map(({ config }) => JSON.stringify(config))).size).toBe(rights.length);
    expect(rights.length).toBeGreaterThanOrEqual(60);
  });

  it.each(rights)("$name: accepted", async ({ config, secrets }) => {
    const { message, registered } = await refusalOf({ config, secrets, preview: true });
    expect(message).toBeUndefined();
    expect(registered).toContain("node-container");
  });
});
