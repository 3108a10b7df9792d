/** A stack with an attester of each kind, for what is to be seen of all of them at once. */
import { samples, TEST_KEYS } from "./samples";
import { mainnet } from "./stacks";

/** The key of the attester `key`. */
export const SECOND_KEY = "a".repeat(64);
/** The addresses of these are in the remote signers. */
export const REMOTE = { attester: String(samples.attesterAddress), publisher: String(samples.publisherAddresses) };
export const FUNDING_ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

export const SIGNER = "http://signer:9000";
export const OTHER_SIGNER = "http://other-signer:9000";

const { mnemonic, password, publisher, bls } = TEST_KEYS;

/** Which keys of the mnemonic attest. */
export const RANGE = { mnemonicAccountIndex: 7, mnemonicAddressCount: 2 };

/** By the settings' paths; on top of an attester without a name, with a coinbase that the others have too. */
export const several: Readonly<Record<string, unknown>> = {
  ...{ ...mainnet, blsPrivateKey: bls, remoteSignerUrl: SIGNER },
  ...{ "attesterPrivateKey-key": SECOND_KEY, "publisherPrivateKeys-key": [publisher] },
  ...{ "feeRecipient-key": samples.feeRecipient, "publisherAddresses-key": [REMOTE.publisher] },
  ...{ "attesterAddress-remote": REMOTE.attester, "remoteSignerUrl-remote": OTHER_SIGNER },
  ...{ "coinbase-remote": REMOTE.attester },
  ...{ "attesterEncryptedKey-file": samples.attesterEncryptedKey, "attesterPassword-file": password },
  ...{ "blsEncryptedKey-file": samples.blsEncryptedKey, "blsPassword-file": password },
  // As somebody copies it out of a mail.
  "attesterMnemonic-words": ` ${mnemonic.replaceAll(" ", "\n")} `,
  ...Object.fromEntries(Object.entries(RANGE).map(([path, value]) => [`${path}-words`, value])),
  ...{ fundingAddress: FUNDING_ADDRESS, "publisherFunding.threshold": 0.1, "publisherFunding.amount": 1 },
};
