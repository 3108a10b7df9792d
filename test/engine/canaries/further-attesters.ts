/** Canaries in the settings of further attesters: a key, encrypted files with their passwords, a mnemonic. */
import { randomBytes } from "node:crypto";
import { mnemonicOf } from "../../../keys/mnemonic";
import { ethereumKeysIn } from "../../../keys/mnemonic";
import { blsFile, ethereumFile } from "../../fixtures/encrypted-keys";
import { type Canary, canaryOfKey, canaryOfText, keyCanary, textCanary } from "./canaries";

const key = keyCanary("attesterPrivateKey-key");
const sealed = keyCanary("attesterEncryptedKey-file");
const password = textCanary("attesterPassword-file");
const sealedBls = keyCanary("blsEncryptedKey-file");
const blsPassword = textCanary("blsPassword-file");
const mnemonic = canaryOfText("attesterMnemonic-words", mnemonicOf(randomBytes(16)));
const [derived = ""] = ethereumKeysIn(mnemonic.secret, {});

export const furtherCanaries: readonly Canary[] = [
  ...[key, sealed, password, sealedBls, blsPassword, mnemonic],
  canaryOfKey("attesterMnemonic-words-key", derived.slice(2)),
];

/** Settings with them. */
export const furtherAttesters: Readonly<Record<string, string>> = {
  "attesterPrivateKey-key": key.secret,
  "attesterEncryptedKey-file": ethereumFile(sealed.secret, password.secret),
  "attesterPassword-file": password.secret,
  "blsEncryptedKey-file": blsFile(sealedBls.secret, blsPassword.secret),
  "blsPassword-file": blsPassword.secret,
  "attesterMnemonic-words": mnemonic.secret,
};

/** The node has an encrypted file's password and not its key, and a mnemonic's key and not the mnemonic. */
export const IN_KEYSTORE = [key, password, blsPassword].map(({ name }) => name).concat("attesterMnemonic-words-key");
