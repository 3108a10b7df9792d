/**
 * Reads the rewards of coinbases from the rollup contract, and the signals of a payload from the governance proposer. Part
 * of the probe; work/reward-calls.ts and work/signal-calls.ts have the calls and decode their results.
 */
const { addressIn, many, word } = require("./multicall.cjs");

/** @typedef {import("./servers.cjs").Server} Server */
/** @typedef {typeof import("../../work/reward-calls").REWARD_CALLS} RewardCalls */
/** @typedef {typeof import("../../work/signal-calls").SIGNAL_CALLS} SignalCalls */

/**
 * Reads the rewards of all coinbases, and their token.
 *
 * @param {Server} to
 * @param {RewardCalls} calls
 * @param {string} rollup
 * @param {readonly string[]} coinbases
 */
async function rewards(to, calls, rollup, coinbases) {
  const [claimable, asset, ...amounts] = await many(to, [
    { to: rollup, data: calls.claimable },
    { to: rollup, data: calls.token },
    ...coinbases.map((one) => ({ to: rollup, data: calls.amount + word(one) })),
  ]);
  const token = addressIn(asset);
  const [symbol, decimals] = token
    ? await many(to, [
        { to: token, data: calls.symbol },
        { to: token, data: calls.decimals },
      ])
    : [];
  return { claimable, symbol, decimals, amounts: Object.fromEntries(coinbases.map((one, at) => [one, amounts[at]])) };
}

/**
 * Reads the signals of a payload in the current round.
 *
 * @param {Server} to
 * @param {SignalCalls} calls
 * @param {string} proposer address of the governance proposer
 * @param {string} payload
 */
async function signals(to, calls, proposer, payload) {
  const [round, roundSlots, quorum, rollup] = await many(to, [
    { to: proposer, data: calls.round },
    { to: proposer, data: calls.roundSlots },
    { to: proposer, data: calls.quorum },
    { to: proposer, data: calls.rollup },
  ]);
  if (round === undefined || rollup === undefined) return {};
  const data = calls.count + [rollup, round, payload].map(word).join("");
  const [count] = await many(to, [{ to: proposer, data }]);
  return { round, roundSlots, quorum, count };
}

module.exports = { rewards, signals };
