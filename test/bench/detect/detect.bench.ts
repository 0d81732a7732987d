/**
 * What the local engine finds in held-out texts, against recorded scores, and how fast:
 * `node dist/test/bench/detect/detect.bench.js`. `--record` writes the scores of this run to recorded.json.
 */
import { readFileSync } from 'node:fs';
import { evaluate } from '../../../udfs/detect/evaluate/evaluate.js';
import type { LabelledSpan } from '../../../udfs/detect/evaluate/labelled-text.js';
import { localDetector } from '../../../udfs/detect/local-detector.js';
import { HELD_OUT, heldOut } from './held-out/held-out.js';
import { evaluateLocal, readRecorded, type Scores, scoresOf, writeRecorded } from './scores.js';
import { type BenchSet, benchSets } from './sets.js';

const share = (value: number | undefined): string =>
  value === undefined ? '     –' : value.toFixed(4).padStart(6);

function printDiff(name: string, now: Scores, before: Scores | undefined): void {
  console.log(`\n${name}`);
  for (const [score, value] of Object.entries(now)) {
    const old = before?.[score];
    const change = old === undefined ? 0 : value - old;
    const mark =
      old === undefined
        ? 'new'
        : Math.abs(change) < 5e-5
          ? ''
          : `${change > 0 ? '+' : ''}${change.toFixed(4)}`;
    console.log(`  ${score.padEnd(20)} ${share(value)}  recorded ${share(old)}  ${mark}`);
  }
}

/** Characters a second of `work` over the texts, best of three passes of at least a second of texts. */
function speed(texts: readonly string[], work: (text: string) => unknown): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  let best = 0;
  for (let pass = 0; pass < 3; pass++) {
    const began = process.cpuUsage();
    for (const text of texts) work(text);
    const { user, system } = process.cpuUsage(began);
    best = Math.max(best, characters / ((user + system) / 1e6));
  }
  return best;
}

const sets = benchSets();
const recorded = readRecorded();
const now: Record<string, Scores> = {};
for (const kind of ['invented', 'real'] as const) {
  console.log(`\n== ${kind} text ==`);
  for (const set of sets.filter((one) => one.kind === kind)) {
    now[set.name] = scoresOf(evaluateLocal(set), kind);
    printDiff(`${set.name}, ${set.texts.length} texts`, now[set.name]!, recorded[set.name]);
  }
}

console.log('\n== held-out test by style: leak recall, any-type precision and F2, wrong predictions ==\n');
const test = heldOut('test');
const { options } = sets.find(({ name }) => name === 'held-out test')!;
for (const style of [...new Set(test.map((text) => text.style))]) {
  const texts = test.filter((text) => text.style === style);
  const { leakRecall, anyType } = evaluateLocal({
    name: style,
    kind: 'invented',
    texts,
    options,
  } satisfies BenchSet);
  console.log(
    `  ${style.padEnd(20)} ${share(leakRecall ?? undefined)} ${share(anyType.precision ?? undefined)} ${share(anyType.f2 ?? undefined)} ${String(anyType.predicted - anyType.right).padStart(4)}`,
  );
}

console.log('\n== held-out test, beside recorded peers ==\n');
console.log(`  ${''.padEnd(28)} leak   any P  any R  any F2 PERSON LOC    ORG`);
const row = (name: string, predictions: LabelledSpan[][]): void => {
  const scores = scoresOf(evaluate(test, predictions, options), 'invented');
  const columns = [
    'leak recall',
    'any-type precision',
    'any-type recall',
    'any-type F2',
    'PERSON F1',
    'LOCATION F1',
    'ORGANIZATION F1',
  ];
  console.log(`  ${name.padEnd(28)} ${columns.map((column) => share(scores[column])).join(' ')}`);
};
const detector = localDetector();
row(
  'local',
  test.map(({ text }) => detector.detectText(text)),
);
for (const peer of ['presidio', 'presidio-organizations']) {
  const lines = readFileSync(`${HELD_OUT}../peers/${peer}.jsonl`, 'utf8').trimEnd().split('\n');
  const predictions: LabelledSpan[][] = [];
  for (const line of lines) {
    const { i, spans } = JSON.parse(line) as { i: number; spans: LabelledSpan[] };
    predictions[i] = spans;
  }
  row(peer, predictions);
}

console.log(
  '\n== speed, characters a second of CPU time; the reference counts words with one regular expression ==\n',
);
for (const set of sets.filter(({ name }) => !name.endsWith('as persons'))) {
  // As long as transcripts are, and long enough to be timed.
  const joined = Array.from({ length: Math.ceil(set.texts.length / 8) }, (_, group) =>
    set.texts
      .slice(group * 8, group * 8 + 8)
      .map(({ text }) => text)
      .join('\n'),
  );
  const size = joined.reduce((sum, text) => sum + text.length, 0);
  const texts = Array.from({ length: Math.ceil(300_000 / size) }, () => joined).flat();
  const engine = speed(texts, (text) => detector.detectText(text));
  const reference = speed(texts, (text) => [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].length);
  console.log(
    `  ${set.name.padEnd(22)} ${(engine / 1e6).toFixed(2)} M/s, reference ${(reference / 1e6).toFixed(2)} M/s: ${(engine / reference).toFixed(3)} of it`,
  );
}

if (process.argv.includes('--record')) {
  writeRecorded(now);
  console.log('\nrecorded.json was written.');
}
