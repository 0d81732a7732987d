import fc from 'fast-check';
import t from 'tap';
import { type ColumnChunk, neededRanges } from '../../../catalog/iceberg/scan/needed-ranges.js';

const NO_FILTER = { bloomFilter: undefined, bloomFilterBytes: undefined };
/** Two row groups of two columns, 100 bytes a chunk, one after the other from byte 4. */
const chunk = (rowGroup: number, leaf: number, more: Partial<ColumnChunk> = {}): ColumnChunk => ({
  rowGroup,
  rows: 10,
  leaf,
  dictionaryPage: undefined,
  indexPage: undefined,
  dataPage: 4 + (rowGroup * 2 + leaf) * 100,
  bytes: 100,
  ...NO_FILTER,
  ...more,
});
const FILE = [chunk(0, 0), chunk(0, 1), chunk(1, 0), chunk(1, 1)];
const FOOTER = 404;
const ALL = { start: 0, end: undefined };
const ranges = (
  chunks: readonly ColumnChunk[],
  leaves: readonly number[],
  rows: { start: number; end: number | undefined } = ALL,
  { footer = FOOTER, gap = 0, leafCount = 2 } = {},
): number[][] =>
  neededRanges(chunks, leafCount, footer, { leaves: new Set(leaves), ...rows }, gap).map(({ start, end }) => [
    start,
    end,
  ]);

t.test('chunks of the wanted columns and rows', async (t) => {
  t.strictSame(ranges(FILE, [0]), [
    [4, 104],
    [204, 304],
  ]);
  t.strictSame(ranges(FILE, [0, 1]), [[4, 404]]);
  t.strictSame(ranges(FILE, []), []);
  t.strictSame(ranges(FILE, [1], { start: 0, end: 10 }), [[104, 204]]);
  t.strictSame(ranges(FILE, [1], { start: 9, end: 11 }), [
    [104, 204],
    [304, 404],
  ]);
  t.strictSame(ranges(FILE, [1], { start: 10, end: undefined }), [[304, 404]]);
  t.strictSame(ranges(FILE, [1], { start: 20, end: undefined }), []);
  t.strictSame(ranges(FILE, [0], ALL, { gap: 100 }), [[4, 304]]);
  t.strictSame(ranges(FILE, [0], ALL, { gap: 99 }).length, 2);
});

t.test('a dictionary before the data, or said to be at 0', async (t) => {
  const before = [chunk(0, 0), chunk(0, 1, { dictionaryPage: 104, dataPage: 150 }), FILE[2]!, FILE[3]!];
  t.strictSame(ranges(before, [1], { start: 0, end: 10 }), [[104, 204]]);
  const zero = FILE.map((one) => ({ ...one, dictionaryPage: 0, indexPage: 0 }));
  t.strictSame(ranges(zero, [1], { start: 0, end: 10 }), [[104, 204]]);
});

t.test('what the footer does not account for is needed', async (t) => {
  t.strictSame(ranges(FILE, [], ALL, { footer: 500 }), [[404, 500]]);
  const padded = [chunk(0, 0), chunk(0, 1, { dataPage: 120, bytes: 84 }), FILE[2]!, FILE[3]!];
  t.strictSame(ranges(padded, [], ALL), [[104, 120]]);
});

t.test('a chunk whose size is stated too small reaches to the next one', async (t) => {
  const short = [chunk(0, 0), chunk(0, 1, { bytes: 80 }), FILE[2]!, FILE[3]!];
  t.strictSame(ranges(short, [1], { start: 0, end: 10 }), [[104, 204]]);
});

t.test('of chunks that overlap, the needed one is whole', async (t) => {
  const overlapping = [chunk(0, 0, { bytes: 150 }), chunk(0, 1), FILE[2]!, FILE[3]!];
  t.strictSame(ranges(overlapping, [0], { start: 0, end: 10 }), [[4, 154]]);
});

t.test('Bloom filters: those of wanted columns in all row groups, and any without a length', async (t) => {
  const at = (more: readonly Partial<ColumnChunk>[]): ColumnChunk[] =>
    FILE.map((one, i) => ({ ...one, ...more[i] }));
  const known = at([404, 424, 444, 464].map((bloomFilter) => ({ bloomFilter, bloomFilterBytes: 20 })));
  t.strictSame(ranges(known, [0], { start: 0, end: 10 }, { footer: 484 }), [
    [4, 104],
    [404, 424],
    [444, 464],
  ]);
  const unknown = at([404, 424, 444, 464].map((bloomFilter) => ({ bloomFilter })));
  t.strictSame(ranges(unknown, [0], { start: 0, end: 10 }, { footer: 484 }), [
    [4, 104],
    [404, 484],
  ]);
});

t.test('a footer that contradicts itself: the whole file', async (t) => {
  const whole = [[0, FOOTER]];
  const bad: readonly Partial<ColumnChunk>[] = [
    { dataPage: undefined },
    { bytes: undefined },
    { bytes: 0 },
    { bytes: -1 },
    { bytes: 101 },
    { dataPage: 404 },
    { dataPage: 3 },
    { dictionaryPage: 2 },
    { dictionaryPage: 1e9 },
    { indexPage: 1 },
    { bloomFilter: 404 },
    { bloomFilter: 403, bloomFilterBytes: 2 },
  ];
  for (const more of bad) {
    t.strictSame(ranges([...FILE.slice(0, 3), chunk(1, 1, more)], [0]), whole, JSON.stringify(more));
  }
  t.strictSame(ranges(FILE, [0], ALL, { leafCount: 3 }), whole, 'more columns');
  t.strictSame(ranges(FILE.slice(0, 3), [0]), whole, 'a chunk is missing');
  t.strictSame(ranges([], [0]), [[4, FOOTER]], 'nothing is known');
});

t.test('a row group of no rows has nothing', async (t) => {
  const empty = [
    ...FILE,
    chunk(2, 0, { rows: 0, dataPage: 0, bytes: 0 }),
    chunk(2, 1, { rows: 0, dataPage: 0, bytes: 0 }),
  ];
  t.strictSame(ranges(empty, [0, 1]), [[4, 404]]);
});

t.test(
  'every byte of a wanted chunk is there, and ranges are in order, within the file and apart',
  async () => {
    const layout = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 500 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        layout,
        fc.array(fc.nat(2)),
        fc.nat(40),
        fc.nat(40),
        fc.nat(300),
        (sizes, leaves, a, b, gap) => {
          let at = 4;
          const chunks = sizes.slice(0, sizes.length - (sizes.length % 3)).map(([padding, bytes], i) => {
            const start = at + padding;
            at = start + bytes;
            return chunk(Math.floor(i / 3), i % 3, { dataPage: start, bytes });
          });
          const footer = at + 30;
          const rows = { start: Math.min(a, b), end: Math.max(a, b) };
          const needed = neededRanges(chunks, 3, footer, { leaves: new Set(leaves), ...rows }, gap);
          for (const { leaf, rowGroup, dataPage, bytes } of chunks) {
            const isRead =
              leaves.includes(leaf) && rowGroup * 10 < rows.end && rowGroup * 10 + 10 > rows.start;
            const isThere = needed.some(({ start, end }) => start <= dataPage! && end >= dataPage! + bytes!);
            if (isRead && !isThere) throw new Error('a wanted chunk is missing');
          }
          needed.forEach(({ start, end }, i) => {
            if (start < 0 || end > footer || start >= end) throw new Error('no range');
            if (i > 0 && start <= needed[i - 1]!.end + gap) throw new Error('not merged');
          });
        },
      ),
      { numRuns: 500 },
    );
  },
);
