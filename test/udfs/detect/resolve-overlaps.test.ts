import fc from 'fast-check';
import t from 'tap';
import type { Candidate } from '../../../udfs/detect/recogniser.js';
import { resolveOverlaps } from '../../../udfs/detect/resolve-overlaps.js';

const text = 'Ann Lee, 12 Oak St. (312) 555-0147; a.b@c.de "x" 4111 1111 1111 1111 — Zoë 😀 end';
const candidate = fc
  .record({
    start: fc.nat(text.length - 1),
    size: fc.integer({ min: 1, max: 24 }),
    label: fc.constantFrom('NAME_GIVEN', 'PHONE_NUMBER', 'URL', 'CVV'),
    score: fc.constantFrom(0.4, 0.5, 0.9, 0.95),
  })
  .map(
    ({ start, size, label, score }) =>
      ({ start, end: Math.min(text.length, start + size), label, score }) as Candidate,
  );
const rank = (one: Candidate) => (one.label === 'URL' ? 0 : 1);

t.test('spans are disjoint, in order and inside', async () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 12 }), (candidates) => {
      let at = 0;
      for (const span of resolveOverlaps(text, candidates, rank)) {
        if (span.start < at || span.end <= span.start || span.end > text.length) return false;
        at = span.end;
      }
      return true;
    }),
  );
});

t.test('no letter or digit that was covered is left out', async () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 12 }), (candidates) => {
      const spans = resolveOverlaps(text, candidates, rank);
      const covers = (list: readonly { start: number; end: number }[], at: number) =>
        list.some(({ start, end }) => start <= at && at < end);
      for (let at = 0; at < text.length; at++) {
        if (/[\p{L}\p{N}]/u.test(text[at]!) && covers(candidates, at) && !covers(spans, at)) return false;
        if (!covers(candidates, at) && covers(spans, at)) return false;
      }
      return true;
    }),
  );
});

t.test("the candidates' order does not matter", async (t) => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (candidates, stream) => {
      const keys = candidates.map(() => stream.next().value as number);
      const shuffled = candidates
        .map((one, index) => ({ one, key: keys[index]! }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      t.strictSame(resolveOverlaps(text, shuffled, rank), resolveOverlaps(text, candidates, rank));
    }),
  );
});

t.test('the better reading wins, what it does not cover keeps the other label', async (t) => {
  t.strictSame(
    resolveOverlaps('Ann Lee Smith', [
      { start: 0, end: 13, label: 'NAME_GIVEN', score: 0.5 },
      { start: 4, end: 7, label: 'CVV', score: 0.9 },
    ]),
    [
      { start: 0, end: 3, label: 'NAME_GIVEN', score: 0.5 },
      { start: 4, end: 7, label: 'CVV', score: 0.9 },
      { start: 8, end: 13, label: 'NAME_GIVEN', score: 0.5 },
    ],
  );
});

t.test('a long chain of overlaps takes linear time', async (t) => {
  const long = 'ab '.repeat(100_000);
  const chain: Candidate[] = Array.from({ length: 100_000 }, (_, index) => ({
    start: index * 3,
    end: Math.min(long.length, index * 3 + 8),
    label: 'CVV',
    score: (index % 7) / 10,
  }));
  const began = performance.now();
  t.ok(resolveOverlaps(long, chain).length > 0);
  t.ok(performance.now() - began < 5_000);
});
