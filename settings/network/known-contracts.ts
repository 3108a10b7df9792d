/** Well-known contracts of Ethereum. Operators sometimes paste such an address instead of their own. */

/** Names by address. Source: the contracts' publishers, as Etherscan labels them. */
const CONTRACTS: Readonly<Record<string, string>> = {
  "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2": "the token WETH",
  "0xdAC17F958D2ee523a2206206994597C13D831ec7": "the token USDT",
  "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48": "the token USDC",
  "0x6B175474E89094C44Da98b954EedeAC495271d0F": "the token DAI",
  "0x00000000219ab540356cBB839Cbe05303d7705Fa": "Ethereum's deposits",
  "0xcA11bde05977b3631167028862bE2a173976CA11": "Multicall3",
};

/** Returns what a known contract is; undefined for every other address. @param address with EIP-55 capitals */
export function knownContract(address: string): string | undefined {
  return CONTRACTS[address];
}
