/** What the two commands print: one line per step, and a plain end when they cannot go on. */

/** @param {string} text */
export function say(text) {
  console.log(`\u25B8 ${text}`);
}

/**
 * Ends the command: what is missing, and the command that mends it.
 * @param {string} problem
 * @param {string} [remedy]
 * @returns {never}
 */
export function cannotGoOn(problem, remedy) {
  console.error(`\nDownhill cannot go on: ${problem}`);
  if (remedy) console.error(`What to do: ${remedy}`);
  process.exit(1);
}
