/** Decrypts encrypted keys and derives keys of mnemonics, for their public addresses. */
import { pathOf } from "./attester-names";
import { type Opened, openBlsFile, openEthereumFile } from "../keys/encrypted-key";
import { ethereumAddress } from "../keys/keys";
import { ethereumKeysIn, type KeyRange, MOST_KEYS, rangeSize } from "../keys/mnemonic";
import { type Problem, wrong } from "./problems";

/** The addresses of an attester's encrypted or derived keys. */
export interface DecryptedKeys {
  /** By the path of the setting that has the key. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly problems: readonly Problem[];
}

/**
 * Decrypts and derives the keys of one attester. This takes as long as the key file's scrypt, but a wrong password fails
 * the preview instead of the new node.
 *
 * @param texts    valid secret settings, by path
 * @param name     of the attester; undefined for the unnamed one
 * @param range    the keys of its mnemonic that attest
 */
export function decryptKeys(
  texts: Readonly<Record<string, string | undefined>>,
  name: string | undefined,
  range: KeyRange,
): DecryptedKeys {
  const at = (setting: string) => pathOf(setting, name);
  const decrypted = (setting: string, password: string, open: (text: string, password: string) => Opened) => {
    const [file, text] = [texts[at(setting)], texts[at(password)]];
    return file && text ? resultOf(open(file, text), at(setting), at(password)) : NO_KEYS;
  };
  // With several sources of the key, another check reports that first.
  const hasOneSource =
    ENCRYPTED_SOURCES.concat("attesterPrivateKey").filter((setting) => texts[at(setting)]).length === 1;
  const mnemonic = hasOneSource ? texts[at("attesterMnemonic")] : undefined;
  return merged([
    hasOneSource ? decrypted("attesterEncryptedKey", "attesterPassword", openEthereumFile) : NO_KEYS,
    decrypted("blsEncryptedKey", "blsPassword", openBlsFile),
    mnemonic ? mnemonicKeys(mnemonic, at, range) : NO_KEYS,
  ]);
}

const ENCRYPTED_SOURCES = ["attesterEncryptedKey", "attesterMnemonic"];

const NO_KEYS: DecryptedKeys = { addresses: {}, problems: [] };

function resultOf(opened: Opened, path: string, password: string): DecryptedKeys {
  if ("key" in opened) return { addresses: { [path]: [ethereumAddress(opened.key)] }, problems: [] };
  const problem =
    "problem" in opened
      ? wrong(path, opened.problem)
      : wrong(
          password,
          `does not decrypt ${path}: it is not the password of that file (leading and trailing spaces are ignored)`,
        );
  return { addresses: {}, problems: [problem] };
}

function mnemonicKeys(text: string, at: (setting: string) => string, range: KeyRange): DecryptedKeys {
  const count = rangeSize(range);
  if (count <= MOST_KEYS) {
    const addresses = ethereumKeysIn(text, range).map(ethereumAddress);
    return { addresses: { [at("attesterMnemonic")]: addresses }, problems: [] };
  }
  const path = at("mnemonicAddressCount");
  const message = `and ${at("mnemonicAccountCount")} select ${count} keys: at most ${MOST_KEYS} are allowed`;
  return { addresses: {}, problems: [wrong(path, message)] };
}

function merged(all: readonly DecryptedKeys[]): DecryptedKeys {
  return {
    addresses: Object.assign({}, ...all.map(({ addresses }) => addresses)) as DecryptedKeys["addresses"],
    problems: all.flatMap(({ problems }) => problems),
  };
}
