import t from 'tap';
import type { Recogniser } from '../../../../udfs/detect/recogniser.js';
import { unmarked } from '../marked-text.js';
import { foundBy, HOSTILE, timeOf } from './found-by.js';

const marksOf = (marked: string): string[] =>
  [...marked.matchAll(/\[([A-Z_]+:[^\]]*)\]/g)].map((mark) => mark[1]!);

/** Each text of `finds` with its marks is what the recogniser must find; in `leaves` it must find nothing. */
export function testTable(recogniser: Recogniser, finds: readonly string[], leaves: readonly string[]): void {
  const found = foundBy([recogniser]);
  t.test(`${recogniser.name} finds`, async (t) => {
    for (const marked of finds) {
      t.not(marksOf(marked).length, 0, 'there is a mark');
      t.strictSame(found(unmarked(marked)), marksOf(marked), unmarked(marked).slice(0, 80));
    }
  });
  t.test(`${recogniser.name} leaves`, async (t) => {
    for (const text of leaves) t.strictSame(found(text), [], text.slice(0, 80));
  });
}

/** Time is linear for the common hostile texts and for repetitions of the recogniser's own cues. */
export function testTime(recogniser: Recogniser, cues: readonly string[]): void {
  t.test(`${recogniser.name} is linear`, async (t) => {
    const texts = [
      ...Object.values(HOSTILE),
      ...cues.map((cue) => cue.repeat(Math.ceil(100_000 / cue.length))),
    ];
    for (const text of texts) {
      const took = timeOf([recogniser], text);
      t.ok(took < 3000, `${text.slice(0, 20)}: ${took.toFixed(0)} ms`);
    }
  });
}
