import { expect, it } from "vitest";
import { checkoutOption } from "./checkout-option";

it.each([
  ["pulumi", "/srv/av", ""],
  ["pulumi", "/srv/av/docs", ""],
  ["pulumi", "/srv/av-2", " -C /srv/av"],
  ["pulumi", "/root", " -C /srv/av"],
  ["make", "/srv/av", ""],
  ["make", "/srv/av/docs", " -C /srv/av"],
  ["make", "/root", " -C /srv/av"],
] as const)("%s called in %s gets the option %j", (program, caller, option) => {
  expect(checkoutOption(program, caller, "/srv/av")).toBe(option);
});

it("quotes a checkout whose path a shell would split", () => {
  expect(checkoutOption("make", "/root", "/srv/it's here")).toBe(String.raw` -C '/srv/it'\''s here'`);
});
