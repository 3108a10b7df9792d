/** Fields that a JSON document has twice. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatedFields } from "./json";

describe("fields that an object has twice", () => {
  it.each([
    ['{"a":1,"a":2}', [["a"]]],
    ['{"a":1,"\\u0061":2}', [["a"]]],
    ['{"a":1,"a":1,"b":2,"b":3,"b":4}', [["a"], ["b"]]],
    ['{"v":[{"a":1},{"a":1,"a":2}]}', [["v", 1, "a"]]],
    ['{"v":{"a":1,"a":2},"v":{"a":1}}', [["v"]]],
    ['{\r\n\t"v": [\r\n\t\t{ "a": 1,\r\n"a": 2 }\r\n]\r\n}\r\n', [["v", 0, "a"]]],
    ['{"a":{"b":1},"c":{"b":1},"A":0}', []],
    ['{"__proto__":1,"constructor":2,"1":3,"01":4,"null":5,"":6}', []],
    ["[]", []],
    ['"a"', []],
  ])("of %j are %j", (text, places) => {
    expect(repeatedFields(text)).toEqual(places);
  });

  it("are none in what JSON.stringify writes, with any indent", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        expect(repeatedFields(JSON.stringify(value, undefined, indent))).toEqual([]);
      }),
    );
  });

  it("are found wherever they are, with any indent", () => {
    const names = fc.string({ unit: "binary", minLength: 1 });
    fc.assert(
      fc.property(names, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, 2, "\t"), (name, value, indent) => {
        const [key, text] = [JSON.stringify(name), JSON.stringify(value, undefined, indent)];
        expect(repeatedFields(`{\n\t"list": [{\n${key}: ${text},\n\t${key}: ${text}}]}`)).toEqual([["list", 0, name]]);
      }),
    );
  });
});
