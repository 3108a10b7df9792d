/**
 * Keys that are published, so that anyone can sign with them. Data, each with its source; the addresses are derived with
 * `m/44'/60'/0'/0/<index>`, and a unit test derives them again.
 */
import { normalMnemonic } from "./mnemonic";

/** Mnemonics of development chains and of documentation, and how many addresses of each are listed. */
export const PUBLISHED_MNEMONICS: Readonly<Record<string, number>> = {
  // Hardhat's and Anvil's mnemonic.
  "test test test test test test test test test test test junk": 20,
  // The example of BIP-39.
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about": 10,
  // Truffle's mnemonic.
  "candy maple cake sugar pudding cream honey rich smooth crumble sweet treat": 10,
  // Ganache's, with --deterministic.
  "myth like bonus scare over problem client lizard pioneer submit female collect": 10,
  // Test vectors of BIP-39. Their addresses are not listed.
  "legal winner thank year wave sausage worth useful legal winner thank yellow": 0,
  "letter advice cage absurd amount doctor acoustic avoid letter advice cage above": 0,
  "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong": 0,
  [`${"abandon ".repeat(23)}art`]: 0,
  ["legal winner thank year wave sausage worth useful ".repeat(3).replace(/useful $/, "title")]: 0,
  ["letter advice cage absurd amount doctor acoustic avoid ".repeat(3).replace(/avoid $/, "bless")]: 0,
  [`${"zoo ".repeat(23)}vote`]: 0,
};

/** Addresses of the numbers from 1 to 10, and of the first keys of each mnemonic, in this order. */
export const PUBLISHED_ADDRESSES: readonly string[] = `
  0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf 0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF
  0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69 0x1efF47bc3a10a45D4B230B5d10E37751FE6AA718
  0xe1AB8145F7E55DC933d51a18c793F901A3A0b276 0xE57bFE9F44b819898F47BF37E5AF72a0783e1141
  0xd41c057fd1c78805AAC12B0A94a405c0461A6FBb 0xF1F6619B38A98d6De0800F1DefC0a6399eB6d30C
  0xF7Edc8FA1eCc32967F827C9043FcAe6ba73afA5c 0x4CCeBa2d7D2B4fdcE4304d3e09a1fea9fbEb1528
  0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
  0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC 0x90F79bf6EB2c4f870365E785982E1f101E93b906
  0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc
  0x976EA74026E726554dB657fA54763abd0C3a0aa9 0x14dC79964da2C08b23698B3D3cc7Ca32193d9955
  0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720
  0xBcd4042DE499D14e55001CcbB24a551F3b954096 0x71bE63f3384f5fb98995898A86B02Fb2426c5788
  0xFABB0ac9d68B0B445fB7357272Ff202C5651694a 0x1CBd3b2770909D4e10f157cABC84C7264073C9Ec
  0xdF3e18d64BC6A983f673Ab319CCaE4f1a57C7097 0xcd3B766CCDd6AE721141F452C550Ca635964ce71
  0x2546BcD3c84621e976D8185a91A922aE77ECEc30 0xbDA5747bFD65F08deb54cb465eB87D40e51B197E
  0xdD2FD4581271e230360230F9337D5c0430Bf44C0 0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199
  0x9858EfFD232B4033E47d90003D41EC34EcaEda94 0x6Fac4D18c912343BF86fa7049364Dd4E424Ab9C0
  0xb6716976A3ebe8D39aCEB04372f22Ff8e6802D7A 0xF3f50213C1d2e255e4B2bAD430F8A38EEF8D718E
  0x51cA8ff9f1C0a99f88E86B8112eA3237F55374cA 0xA40cFBFc8534FFC84E20a7d8bBC3729B26a35F6f
  0xB191a13bfE648B61002F2e2135867015B71816a6 0x593814d3309e2dF31D112824F0bb5aa7Cb0D7d47
  0xB14c391e2bf19E5a26941617ab546FA620A4f163 0x4C1C56443AbFe6dD33de31dAaF0a6E929DBc4971
  0x627306090abaB3A6e1400e9345bC60c78a8BEf57 0xf17f52151EbEF6C7334FAD080c5704D77216b732
  0xC5fdf4076b8F3A5357c5E395ab970B5B54098Fef 0x821aEa9a577a9b44299B9c15c88cf3087F3b5544
  0x0d1d4e623D10F9FBA5Db95830F7d3839406C6AF2 0x2932b7A2355D6fecc4b5c0B6BD44cC31df247a2e
  0x2191eF87E392377ec08E7c08Eb105Ef5448eCED5 0x0F4F2Ac550A1b4e2280d04c21cEa7EBD822934b5
  0x6330A553Fc93768F612722BB8c2eC78aC90B3bbc 0x5AEDA56215b167893e80B4fE645BA6d5Bab767DE
  0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1 0xFFcf8FDEE72ac11b5c542428B35EEF5769C409f0
  0x22d491Bde2303f2f43325b2108D26f1eAbA1e32b 0xE11BA2b4D45Eaed5996Cd0823791E0C93114882d
  0xd03ea8624C8C5987235048901fB614fDcA89b117 0x95cED938F7991cd0dFcb48F0a06a40FA1aF46EBC
  0x3E5e9111Ae8eB78Fe1CC3bb8915d5D461F3Ef9A9 0x28a8746e75304c0780E011BEd21C72cD78cd535E
  0xACa94ef8bD5ffEE41947b4585a84BdA5a3d3DA6E 0x1dF62f291b2E969fB0849d99D9Ce41e2F137006e
`
  .trim()
  .split(/\s+/);

/** Hex digits that make a key when they are repeated: the keys of examples, which need no search. */
export const REPEATED_DIGITS: Readonly<Record<string, string>> = {
  c: "0xe8acf143AFbF8B1371A20ea934D334180190Eac1",
  d: "0xA84585fb6728f413d4d89eC972c45E94686bf38e",
  "12": "0x1C5A77d9FA7eF466951B2F01F724BCa3A5820b63",
  abc1: "0xcC007dC99c74DAcE421F9FDe75FBF92113f8b77F",
  "1234": "0xfF06ad5d076fa274B49C297f3fE9e29B5bA9AaDC",
  beef: "0xeC9D1C79A92A6c108b6aa9B101E86d58034843B5",
  "12345678": "0x8D7f03FdE1A626223364E592740a233b72395235",
  deadbeef: "0xC96aAa54E2d44c299564da76e1cD3184A2386B8D",
  cafebabe: "0x5f80F153589d71c91e5937FbeE2a198b43Be581e",
  "0123456789abcdef": "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
  "1234567890abcdef": "0x1Be31A94361a391bBaFB2a4CCd704F57dc04d4bb",
  "123456789abcdef0": "0x3fc22FAe77159D9253851f4c7fa99786DA041f43",
  fedcba9876543210: "0x6A9296CEb89D12e1F53b2Dd5Df45d3ADB3A814c2",
  // The bytes from 0 and from 1 on.
  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f": "0xedE35562d3555e61120a151B3c8e8e91d83a378a",
  "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20": "0x6370eF2f4Db3611D657b90667De398a2Cc2a370C",
};

const addresses = new Set([...PUBLISHED_ADDRESSES, ...Object.values(REPEATED_DIGITS)]);
const mnemonics = new Set(Object.keys(PUBLISHED_MNEMONICS));

/** Returns whether the key of an address is published. @param address with EIP-55 capitals */
export function isWellKnownAddress(address: string): boolean {
  return addresses.has(address);
}

/** Returns whether a mnemonic is published, and so each of its keys. @param text a valid one, with any white space */
export function isWellKnownMnemonic(text: string): boolean {
  return mnemonics.has(normalMnemonic(text));
}
