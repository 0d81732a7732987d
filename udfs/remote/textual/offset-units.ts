import { utf16Offsets } from '../../unicode.js';

/** Turns an offset of the service into UTF-16 code units; undefined if it is outside of the text. */
export type OffsetUnit = (offset: number) => number | undefined;

/** Surrogates, alone or in pairs: without any, both units are one. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * The units in which a service may count: UTF-16 code units first, then Unicode code points, if they differ in the text.
 * Which of them a service used is settled for each text, by looking whether the values stand where it says.
 */
export function offsetUnits(text: string): readonly OffsetUnit[] {
  const units: OffsetUnit[] = [
    (offset) => (Number.isInteger(offset) && offset >= 0 && offset <= text.length ? offset : undefined),
  ];
  if (!SURROGATE.test(text)) return units;
  let starts: Uint32Array | undefined;
  units.push((offset) => {
    starts ??= utf16Offsets(text);
    return Number.isInteger(offset) && offset >= 0 ? starts[offset] : undefined;
  });
  return units;
}
