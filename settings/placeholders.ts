/** Texts of a guide that an operator was to replace: `https://your-ethereum-rpc`, `<api key>`. Pure. */

const PLACEHOLDERS = [
  // YOUR_API_KEY, your-ethereum-rpc, yourkey
  /(^|[^a-z])your([^a-z]|api|key|rpc|node|server|token|project|domain|host|url|ethereum|beacon|l1)/i,
  /(replace|change|insert|enter|fill)[-_ ]?(me|this|here|in)\b/i,
  /placeholder/i,
  // <api key>, {key}, ${KEY}, $KEY
  /[<>{}$]/,
  // a part of x alone
  /(^|[^a-z0-9])x{3,}([^a-z0-9]|$)/i,
];

/** Returns whether a text still has a part that stands for the operator's own value. */
export function hasPlaceholder(text: string): boolean {
  return PLACEHOLDERS.some((pattern) => pattern.test(text));
}
