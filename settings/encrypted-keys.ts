/** Keys that two settings give together, a file and its password or words and which of their keys: what is public of them. */
import { pathOf } from "./attester-names";
import { type Opened, openBlsFile, openEthereumFile } from "../keys/encrypted-key";
import { ethereumAddress } from "../keys/keys";
import { ethereumKeysIn, type KeyRange, MOST_KEYS, rangeSize } from "../keys/mnemonic";
import { type Problem, wrong } from "./problems";

/** What is public of an attester's sealed keys. */
export interface DecryptedKeys {
  /** By the path of the setting that has the key. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly problems: readonly Problem[];
}

/**
 * Opens what can be opened. A wrong password is refused here, at the price of its file's slowness: the node would find
 * out only once its predecessor is gone.
 *
 * @param texts    secret settings by their paths, each right by itself
 * @param name     the attester's, or undefined
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
    return file && word ? told(open(file, word), at(setting), at(password)) : NOTHING;
  };
  // With two that say who attests nothing is opened: one has to go first.
  const isOne = SEALED.concat("attesterPrivateKey").filter((setting) => texts[at(setting)]).length === 1;
  const mnemonic = isOne ? texts[at("attesterMnemonic")] : undefined;
  return merged([
    isOne ? opened("attesterEncryptedKey", "attesterPassword", openEthereumFile) : NOTHING,
    withoutAddresses(opened("blsEncryptedKey", "blsPassword", openBlsFile)),
    mnemonic ? ofMnemonic(mnemonic, at, range) : NOTHING,
  ]);
}

const SEALED = ["attesterEncryptedKey", "attesterMnemonic"];

const NOTHING: DecryptedKeys = { addresses: {}, problems: [] };

function told(opened: Opened, path: string, password: string): DecryptedKeys {
  if ("key" in opened) return { addresses: { [path]: [ethereumAddress(opened.key)] }, problems: [] };
  const problem =
    "problem" in opened
      ? wrong(path, opened.problem)
      : wrong(password, `does not open ${path}: it is another file's (spaces at its ends are left out)`);
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
  const message = `and ${at("mnemonicAccountCount")} ask for ${count} keys: ${MOST_KEYS} at most`;
  return { addresses: {}, problems: [wrong(path, message)] };
}

function merged(all: readonly DecryptedKeys[]): DecryptedKeys {
  return {
    addresses: Object.assign({}, ...all.map(({ addresses }) => addresses)) as DecryptedKeys["addresses"],
    problems: all.flatMap(({ problems }) => problems),
  };
}
