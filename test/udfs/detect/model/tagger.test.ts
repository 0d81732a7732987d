import fc from 'fast-check';
import t from 'tap';
import {
  CONTEXT_ROWS,
  contextRows,
  EDGE,
  gapAfter,
  PAIR_ROWS,
  REACH,
  ROWS,
  rowsOfFirst,
  rowsOfSecond,
  wordOf,
  writingOf,
} from '../../../../udfs/detect/model/features.js';
import { markGazetteer } from '../../../../udfs/detect/model/gazetteer-marks.js';
import { createTagger, tagBias } from '../../../../udfs/detect/model/tagger.js';
import {
  beginTag,
  classOfTag,
  isInside,
  mayFollow,
  OUTSIDE,
  TAGS,
} from '../../../../udfs/detect/model/tags.js';
import { parseWeights, serializeWeights, shippedWeights } from '../../../../udfs/detect/model/weights.js';
import { viewText } from '../../../../udfs/detect/text-view.js';
import { findTurns } from '../../../../udfs/detect/turns.js';

const weights = shippedWeights();
const tagger = createTagger(weights);

function tag(text: string, bias = 0): { text: string; entityClass: string; score: number }[] {
  const view = viewText(text);
  return tagger.tag(view, findTurns(view), tagBias(bias)).map(({ first, last, entityClass, score }) => ({
    text: text.slice(view.start[first]!, view.end[last]!),
    entityClass,
    score,
  }));
}

t.test('names, organisations and places in a sentence', async (t) => {
  const found = tag('Yesterday Katarzyna Wronska of Brightwater Analytics flew to Rotterdam.');
  t.match(found, [
    { text: 'Katarzyna Wronska', entityClass: 'PER' },
    { text: 'Brightwater Analytics', entityClass: 'ORG' },
    { text: 'Rotterdam', entityClass: 'LOC' },
  ]);
  t.equal(found.length, 3);
  for (const { score } of found) t.ok(score > 0.5 && score <= 1);
});

t.test('a higher bias finds more, a lower one less', async (t) => {
  const text = 'ask morag or the folks at tallowmere about it, then call beatriz in pontevedra';
  const covered = (bias: number): number => tag(text, bias).reduce((sum, span) => sum + span.text.length, 0);
  t.ok(covered(4) > covered(0));
  t.ok(covered(-6) < covered(4));
  t.equal(covered(-60), 0);
});

/** The best tags by the definition: the sum of all features' weights and transitions, over all paths. */
function byDefinition(text: string, bias: number): number[] {
  const view = viewText(text);
  const turns = findTurns(view);
  const writing = writingOf(view);
  const gazetteer = new Uint16Array(view.count);
  const line = Array.from({ length: view.count }, (_, token) => wordOf(view, token, writing));
  markGazetteer(view, line, gazetteer);
  const context = new Int32Array(CONTEXT_ROWS);
  const score = line.map((_, token) => {
    const rows: number[] = [];
    for (let distance = -REACH; distance <= REACH; distance++)
      rows.push(...(line[token - distance] ?? EDGE).rows[distance + REACH]!);
    const count = contextRows(view, turns, line, gazetteer, token, context);
    rows.push(...context.subarray(0, count));
    rowsOfSecond(line[token - 1] ?? EDGE, view.gap[token]!, line[token]!, context, 0);
    rows.push(...context.subarray(0, PAIR_ROWS));
    rowsOfFirst(line[token]!, gapAfter(view, token), line[token + 1] ?? EDGE, context, 0);
    rows.push(...context.subarray(0, PAIR_ROWS));
    return Array.from({ length: TAGS }, (_, tag) => {
      let sum = 0;
      for (const row of rows) sum += weights.rows[row * TAGS + tag]!;
      return sum * weights.scale + (tag === OUTSIDE ? 0 : bias);
    });
  });
  const move = (from: number, to: number): number =>
    mayFollow(from, to) ? weights.transitions[from * TAGS + to]! : Number.NEGATIVE_INFINITY;
  let best = score[0]!.map((value, tag) => ({ value: value + move(OUTSIDE, tag), path: [tag] }));
  for (const scores of score.slice(1)) {
    best = scores.map((value, tag) =>
      best
        .map((before, from) => ({
          value: before.value + move(from, tag) + value,
          path: [...before.path, tag],
        }))
        .reduce((a, b) => (b.value > a.value ? b : a)),
    );
  }
  return best
    .map((end, tag) => ({ ...end, value: end.value + move(tag, OUTSIDE) }))
    .reduce((a, b) => (b.value > a.value ? b : a)).path;
}

t.test('packed sums, pruning and splitting at sure tokens give what the definition gives', async (t) => {
  const texts = [
    'Dear Ms. Oyelaran, your order 4471-AX ships from Leeds to 14 Tern Close on Friday.',
    'agent: can i get your last name\ncaller: it is dziedzic d z i e d z i c and my wife ruta works at holt foods',
    'PATIENT SEEN BY DR. ABERNATHY AT ST. ODILE HOSPITAL, BOISE, ID.',
    '{"name":"Li Wei","employer":"Acme Corp","city":"Suzhou"}',
    'Привет, Анна! — 你好',
  ];
  for (const text of texts) {
    const path = byDefinition(text, 0.5);
    const view = viewText(text);
    const tags = new Array<number>(view.count).fill(OUTSIDE);
    for (const { first, last, entityClass } of tagger.tag(view, findTurns(view), tagBias(0.5)))
      for (let token = first; token <= last; token++)
        tags[token] = beginTag(entityClass) + (token > first ? 1 : 0);
    t.strictSame(tags, path, text.slice(0, 20));
  }
});

t.test('spans lie in the text, in order and apart, whatever the text', async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.double({ min: -3, max: 6, noNaN: true }),
      (text, bias) => {
        const view = viewText(text);
        let before = -1;
        for (const { first, last, score } of tagger.tag(view, findTurns(view), tagBias(bias))) {
          if (!(first > before && last >= first && last < view.count && score >= 0 && score <= 1))
            return false;
          before = last;
        }
        return true;
      },
    ),
    { numRuns: 300 },
  );
});

t.test('the same text gives the same spans, whatever was read before it', async (t) => {
  const text = 'Please tell Ignatius Popplewell that the Harrogate office of Merrow & Finch called.';
  const fresh = tag(text);
  tag('i spoke with harrogate popplewell merrow finch '.repeat(200));
  t.strictSame(tag(text), fresh);
});

t.test('time grows with the length, not faster', async (t) => {
  const piece = 'Zorblatt Quimby Fnord, Inc. ';
  tag(piece.repeat(2000));
  const time = (times: number): number => {
    const text = piece.repeat(times);
    const start = process.hrtime.bigint();
    tag(text);
    return Number(process.hrtime.bigint() - start);
  };
  const small = Math.max(time(1000), time(1000));
  t.ok(time(16_000) < small * 16 * 8, 'sixteen times the text in less than eight times the expected time');
});

t.test('tags', async (t) => {
  t.equal(classOfTag(beginTag('LOC')), 'LOC');
  t.equal(classOfTag(beginTag('LOC') + 1), 'LOC');
  t.notOk(isInside(OUTSIDE));
  t.ok(mayFollow(beginTag('PER'), beginTag('PER') + 1));
  t.notOk(mayFollow(beginTag('PER'), beginTag('ORG') + 1));
  t.notOk(mayFollow(OUTSIDE, beginTag('PER') + 1));
});

t.test('weights survive their file; damaged files are refused', async (t) => {
  const rows = new Int8Array(ROWS * TAGS);
  for (let at = 0; at < 1000; at++) rows[(at * 7919) % rows.length] = (at % 255) - 127;
  const transitions = Float32Array.from({ length: (TAGS + 1) * TAGS }, (_, at) => at / 7);
  const file = serializeWeights({ scale: 0.25, rows, transitions });
  const read = parseWeights(file);
  t.equal(read.scale, 0.25);
  t.equal(Buffer.compare(Buffer.from(read.rows.buffer), Buffer.from(rows.buffer)), 0);
  t.strictSame(read.transitions, transitions);
  t.throws(() => parseWeights(file.subarray(0, file.length - 20)), { code: 'MODEL_DAMAGED' });
  t.throws(() => parseWeights(Buffer.from('no such thing')), { code: 'MODEL_DAMAGED' });
});

t.test('tokens that begin alike for 64 characters are told apart, whichever came first', async (t) => {
  const begin = 'q'.repeat(64);
  const words = ['b', '7', 'Q', 'b7'].map((end) => {
    const view = viewText(begin + end);
    t.equal(view.count, 1);
    return wordOf(view, 0, writingOf(view));
  });
  const [small, number, capital, code] = words;
  t.not(small!.kind, number!.kind);
  t.not(small!.shape, capital!.shape);
  t.equal(number, code);
});
