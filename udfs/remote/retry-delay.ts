const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Full jitter: anywhere between nothing and a bound that doubles with each try, so that callers do not come in waves. */
export function retryDelayMs(tries: number, random: () => number): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 30));
}
