/**
 * Libraries that few stacks need, for mnemonics and for an instance's user data, loaded when they are: how long a program
 * takes until it does something is held by a test. `import` would load them at once, `import()` could not be waited for.
 */
import { createRequire } from "node:module";
import type * as Bip32 from "@scure/bip32";
import type * as Bip39 from "@scure/bip39";
import type * as English from "@scure/bip39/wordlists/english.js";
import type * as Yaml from "yaml";

const load = createRequire(__filename);

/* eslint-disable @typescript-eslint/no-unsafe-return -- what createRequire loads has no type but the one said here */
export function bip32(): typeof Bip32 {
  return load("@scure/bip32");
}

export function bip39(): typeof Bip39 {
  return load("@scure/bip39");
}

export function english(): typeof English {
  return load("@scure/bip39/wordlists/english.js");
}

export function yaml(): typeof Yaml {
  return load("yaml");
}
/* eslint-enable @typescript-eslint/no-unsafe-return */
