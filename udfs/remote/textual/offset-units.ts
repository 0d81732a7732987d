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
  let count = 0;
  units.push((offset) => {
    if (starts === undefined) {
      starts = new Uint32Array(text.length + 1);
      for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts[count++] = at;
      starts[count] = text.length;
    }
    return Number.isInteger(offset) && offset >= 0 && offset <= count ? starts[offset] : undefined;
  });
  return units;
}
