/** The values that a report removes, by their text and by their form; and the useful ones that stay. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactor } from "./redact";
import { p2pKey } from "../../keys/keys";
import { type Canary, keyCanary, sungIn, textCanary } from "../../test/engine/canaries/canaries";
import { ENR } from "../../test/fixtures/samples";

const redact = (text: string, secrets: readonly string[] = [], names: Readonly<Record<string, string>> = {}) =>
  redactor({ secrets, names })(text);

/** The text around a secret in a log: letters, digits and the marks of JSON, URLs and code. */
const around = fc.string({
  unit: fc.constantFrom(...Array.from("abcXYZ0189 \n\t\"'{}[]()<>:;,.=/+-_@#?&%$\\")),
  maxLength: 40,
});

describe("a secret setting", () => {
  const settings: [string, () => { canary: Canary; value: string }][] = [
    ["a key", () => of(keyCanary("key"))],
    ["a list of keys", () => of(keyCanary("key"), (secret) => `0x${"3".repeat(64)},${secret}`)],
    ["a p2p key", () => of(keyCanary("key"), (secret) => p2pKey(secret.slice(2)))],
    ["a keystore", () => of(keyCanary("key"), (secret) => JSON.stringify({ validators: [{ attester: secret }] }))],
    ["a password", () => of(textCanary("text"))],
    ["a key in a URL's path", () => of(textCanary("text"), (secret) => `https://eth.example.org/v2/${secret}`)],
    ["a key in a URL's query", () => of(textCanary("text"), (secret) => `https://eth.example.org/?apikey=${secret}`)],
    [
      "a password in a URL",
      () => of(textCanary("text"), (secret) => `postgresql://me:${secret}@db.example.org:5432/x`),
    ],
    [
      "a password in a URL with a percent sign",
      () => of(textCanary("text"), (secret) => `postgresql://me:100%${secret}@db.example.org:5432/x`),
    ],
    ["variables", () => of(textCanary("text"), (secret) => JSON.stringify({ A: `authorization=${secret}`, B: "no" }))],
  ];
  const of = (canary: Canary, valueOf: (secret: string) => string = (secret) => secret) => ({
    canary,
    value: valueOf(canary.secret),
  });

  it.each(settings)("%s is in no report in any form, whatever is around it", (_name, make) => {
    const { canary, value } = make();
    fc.assert(
      fc.property(around, fc.constantFrom(value, ...canary.forms), around, (before, form, after) => {
        expect(sungIn(redact(before + form + after, [value]), [canary])).toEqual([]);
      }),
    );
  });

  it.each([
    ["a key", () => keyCanary("key"), (secret: string) => secret],
    ["a key behind a name", () => textCanary("text"), (secret: string) => `{"apiKey":"${secret}"}`],
    ["a header", () => textCanary("text"), (secret: string) => `Authorization: Bearer ${secret}`],
    ["a URL's path", () => textCanary("text"), (secret: string) => `GET wss://x.example.org:8546/v2/${secret} failed`],
  ])("%s is left out by its form alone", (_name, make, textOf) => {
    const canary = make();
    expect(sungIn(redact(textOf(canary.secret)), [canary])).toEqual([]);
  });
});

describe("the operator's identity and place", () => {
  const names = { "max-server": "host", max: "user", "203.0.113.9": "host" };

  it.each([
    ["connect ECONNREFUSED 203.0.113.77:8545", "connect ECONNREFUSED <IP 1>:8545"],
    ["from 2001:db8::17 to [2001:db8:1:2:3:4:5:6]", "from <IP 1> to [<IP 2>]"],
    ["http://127.0.0.1:8080/status and http://localhost:8080", "http://127.0.0.1:8080/… and http://localhost:8080"],
    [
      "https://a.example.org/key, https://b.example.org, https://A.example.org",
      "https://<server 1>/…, https://<server 2>, https://<server 1>",
    ],
    ["postgresql://me:secret@db.example.org:5432/x", "postgresql://<server 1>:5432/…"],
    [`enr ${ENR} of 16Uiu2HAmTqFHVSJKf44nvsvrMGh3UMLbaQv5YfBVB3LKV3yvWRek`, "enr <ENR 1> of <peer 1>"],
    [
      "ENOENT: /home/maria/aztec/x, C:\\Users\\maria\\x, /root/.pulumi",
      "ENOENT: <home>/aztec/x, C:<home>\\x, <home>/.pulumi",
    ],
    ["max on max-server: maximum", "<user> on <host>: maximum"],
    ["mail max.m@example.org", "mail <address 1>"],
    [`-----BEGIN KEY-----\nabc\n-----END KEY-----`, "<key>"],
  ])("%s", (text, expected) => {
    expect(redact(text, [], names)).toBe(expected);
  });

  it("has one number in the whole report", () => {
    const one = redactor({ secrets: [], names: {} });
    expect([one("203.0.113.1"), one("203.0.113.2 203.0.113.1")]).toEqual(["<IP 1>", "<IP 2> <IP 1>"]);
  });

  it("is in no report, whatever is around it", () => {
    fc.assert(
      fc.property(around, fc.ipV4(), fc.domain(), around, (before, ip, domain, after) => {
        const text = redact(`${before} ${ip} https://${domain}/x ${after}`);
        fc.pre(!ip.startsWith("127.") && ip !== "0.0.0.0");
        expect(text).not.toContain(` ${ip} `);
        expect(text).not.toContain(`//${domain}`);
      }),
    );
  });
});

describe("useful text stays", () => {
  it.each([
    "2026-01-31T12:00:00.123456789Z [12:00:00.123] ERROR: sequencer Failed to publish block 1234567 of slot 89",
    "    at Sequencer.work (/usr/src/yarn-project/node_modules/@aztec/sequencer-client/dest/sequencer/sequencer.js:10:20)",
    "release 4.1.2, Pulumi 3.250.0, Docker 28.5.2, Linux 6.12.30+deb13-amd64",
    "rollup 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed on chain 11155111",
    "listening on 0.0.0.0:40400, 127.0.0.1:8080, ::1",
    "Version: viem@2.38.2, node_modules/@aztec/stdlib@4.1.2",
    "memory 16384 MB, 16 CPUs, 98% of /var/lib/data used",
  ])("%s", (line) => {
    expect(redact(line)).toBe(line);
  });
});

it("a long line is cut before its patterns are searched; a secret in it is removed nevertheless", () => {
  const line = `start a-secret-value ${"a.b-c@".repeat(50_000)}`;
  expect(redact(`${line}\nnext`, ["a-secret-value"])).toBe("start <secret><300001 more characters>\nnext");
});
