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
  const opened = (setting: string, password: string, open: (text: string, password: string) => Opened) => {
    const [file, word] = [texts[at(setting)], texts[at(password)]];
    return file && word ? resultOf(open(file, word), at(setting), at(password)) : NOTHING;
  };
  // With several sources of the key, another check reports that first.
  const hasOneSource = SOURCES.concat("attesterPrivateKey").filter((setting) => texts[at(setting)]).length === 1;
  const mnemonic = hasOneSource ? texts[at("attesterMnemonic")] : undefined;
  return merged([
    hasOneSource ? opened("attesterEncryptedKey", "attesterPassword", openEthereumFile) : NOTHING,
    withoutAddresses(opened("blsEncryptedKey", "blsPassword", openBlsFile)),
    mnemonic ? ofMnemonic(mnemonic, at, range) : NOTHING,
  ]);
}

const SOURCES = ["attesterEncryptedKey", "attesterMnemonic"];

const NOTHING: DecryptedKeys = { addresses: {}, problems: [] };

function resultOf(opened: Opened, path: string, password: string): DecryptedKeys {
  if ("key" in opened) return { addresses: { [path]: [ethereumAddress(opened.key)] }, problems: [] };
  const problem =
    "problem" in opened
      ? wrong(path, opened.problem)
      : wrong(
          password,
          `does not decrypt ${path}: it is the password of another file (spaces at its ends are ignored)`,
        );
  return { addresses: {}, problems: [problem] };
}

function withoutAddresses({ problems }: DecryptedKeys): DecryptedKeys {
  return { addresses: {}, problems };
}

function ofMnemonic(text: string, at: (setting: string) => string, range: KeyRange): DecryptedKeys {
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
