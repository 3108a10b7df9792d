import { expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { thisMachine } from "./this-machine";

const folder = useFolder();
const ID = "0123456789abcdef0123456789abcdef";

it("a machine has an id that is always the same, and does not disclose the system's own", () => {
  const [one, again, other] = [ID, `${ID}\n`, ID.replace("0", "1")].map((id, index) =>
    thisMachine(folder.write(String(index), id)),
  );
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  expect(one).not.toContain(ID);
});

it("a machine without an id has none", () => {
  expect(thisMachine(folder.at("missing"))).toBeUndefined();
  expect(thisMachine(folder.write("empty", ""))).toBeUndefined();
  expect(thisMachine(folder.write("first-boot", "uninitialized\n"))).toBeUndefined();
});
