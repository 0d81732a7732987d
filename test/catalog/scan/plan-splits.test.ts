import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import type { FileScan } from '../../../catalog/iceberg/file-scan.js';
import { planSplits } from '../../../catalog/iceberg/scan/plan-splits.js';

const scratch = await mkdtemp(join(tmpdir(), 'plan-splits-'));
t.teardown(() => rm(scratch, { recursive: true }));

const scanOf = (name: string, bytes: number, records: number, splitOffsets?: number[]): FileScan => ({
  file: {
    content: 0,
    filePath: `/t/data/${name}.parquet`,
    fileFormat: 'PARQUET',
    specId: 0,
    partition: [],
    recordCount: records,
    fileSizeInBytes: bytes,
    ...(splitOffsets ? { splitOffsets } : {}),
  },
  deletes: [],
  constants: {},
});

async function plan(files: FileScan[], splitBytes: number): Promise<FileScan[][]> {
  const planned = await planSplits(files, { splitBytes, scratch });
  try {
    const splits: FileScan[][] = [];
    for await (const split of planned.splits) splits.push(split);
    t.equal(planned.totals.splits, splits.length);
    t.equal(planned.totals.files, files.length);
    return splits;
  } finally {
    planned.close();
  }
}

t.test('no files, no splits', async (t) => {
  t.strictSame(await plan([], 1000), []);
});

t.test('a large file is cut between row groups, the last range is open', async (t) => {
  const splits = await plan([scanOf('a', 1000, 100, [4, 250, 500, 750])], 500);
  t.strictSame(
    splits.map((split) => split.map((scan) => scan.rowGroups)),
    [[{ start: 0, end: 2 }], [{ start: 2 }]],
  );
  t.notOk(splits.flat().some((scan) => scan.file.splitOffsets));
});

t.test('a large file of one row group is cut by rows', async (t) => {
  const splits = await plan([scanOf('a', 1000, 101, [4])], 300);
  t.strictSame(
    splits.flat().map((scan) => scan.rows),
    [
      { start: 0, end: 25 },
      { start: 25, end: 50 },
      { start: 50, end: 75 },
      { start: 75, end: 101 },
    ],
  );
});

t.test('10,000 tiny files become a few splits of at most 1,000 files', async (t) => {
  const files = Array.from({ length: 10_000 }, (_, i) => scanOf(`f${i}`, 100, 1));
  const splits = await plan(files, 128 * 1024 * 1024);
  t.equal(splits.length, 10);
  t.ok(splits.every((split) => split.length <= 1000));
  t.strictSame(
    splits.flat().map((scan) => scan.file.filePath),
    files.map((scan) => scan.file.filePath),
  );
});

t.test(
  'whatever the manifests say, every row is in exactly one split, in order, and splits are even',
  async () => {
    const file = fc.record({
      bytes: fc.integer({ min: 0, max: 5000 }),
      records: fc.integer({ min: 0, max: 200 }),
      offsets: fc.option(fc.array(fc.integer({ min: -10, max: 6000 }), { maxLength: 12 }), {
        nil: undefined,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 30 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, splitBytes) => {
          const scans = files.map((one, i) => scanOf(String(i), one.bytes, one.records, one.offsets));
          const splits = await plan(scans, splitBytes);
          const pieces = splits.flat();
          let at = 0;
          for (let i = 0; i < files.length; i += 1) {
            const mine: FileScan[] = [];
            while (pieces[at]?.file.filePath === scans[i]!.file.filePath) {
              mine.push(pieces[at]!);
              at += 1;
            }
            const first = mine[0]!;
            if (first.rows) {
              let row = 0;
              for (const piece of mine) {
                if (piece.rows!.start !== row || piece.rows!.end <= row) throw new Error('rows');
                row = piece.rows!.end;
              }
              if (row !== files[i]!.records) throw new Error('last row');
            } else if (first.rowGroups) {
              let group = 0;
              mine.forEach((piece, n) => {
                if (piece.rowGroups!.start !== group) throw new Error('groups');
                if ((piece.rowGroups!.end === undefined) !== (n === mine.length - 1))
                  throw new Error('open end');
                group = piece.rowGroups!.end ?? group;
              });
            } else if (mine.length !== 1) throw new Error('whole file twice');
          }
          if (at !== pieces.length) throw new Error('pieces left');
        },
      ),
      { numRuns: 60 },
    );
  },
);

t.test('the same files give the same splits', async (t) => {
  const files = Array.from({ length: 500 }, (_, i) =>
    scanOf(`f${i}`, (i * 7919) % 4000, 10 + i, [4, 1500, 3000]),
  );
  t.strictSame(await plan(files, 2500), await plan(files, 2500));
});

t.test('bad split size', async (t) => {
  for (const splitBytes of [0, -1, 1.5, Number.NaN]) {
    await t.rejects(planSplits([], { splitBytes, scratch }), { code: 'INVALID_OPTION' });
  }
});
