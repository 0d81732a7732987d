/** A call is billed in units of this many characters, rounded up, … */
export const CHARACTERS_PER_UNIT = 100;
/** … and as this many units at least. */
export const LEAST_UNITS = 3;

/**
 * List price of `DetectPiiEntities` in US dollars a unit, first tier (up to ten million units a month; beyond it a unit
 * costs less). A list price: check it for your region and contract, and name yours with `engine.dollarsPerUnit`.
 */
export const LIST_PRICE = {
  dollarsPerUnit: 0.0001,
  source: 'https://aws.amazon.com/comprehend/pricing/',
  asOf: '2025-06-01',
} as const;

/** @param characters Unicode code points of the text of one call, delimiters included */
export function unitsOfCall(characters: number): number {
  return Math.max(LEAST_UNITS, Math.ceil(characters / CHARACTERS_PER_UNIT));
}
