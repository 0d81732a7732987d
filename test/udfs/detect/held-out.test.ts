import t from 'tap';
import { readConll } from '../../bench/detect/conll.js';
import { evaluateLocal, readRecorded, scoresOf } from '../../bench/detect/scores.js';
import { benchSets } from '../../bench/detect/sets.js';

/** How far a score may fall below what was recorded. Less, and every change of a rule would need a new record. */
const ALLOWED = 0.01;

t.test('the local engine finds as much in held-out texts as was recorded', async (t) => {
  const recorded = readRecorded();
  const sets = benchSets();
  t.same(
    Object.keys(recorded),
    sets.map(({ name }) => name),
    'all sets are recorded',
  );
  for (const set of sets) {
    t.ok(set.texts.length > 100, `${set.name}: ${set.texts.length} texts`);
    const scores = scoresOf(evaluateLocal(set), set.kind);
    t.same(Object.keys(recorded[set.name]!), Object.keys(scores));
    for (const [name, value] of Object.entries(scores)) {
      const before = recorded[set.name]![name]!;
      t.ok(
        value >= before - ALLOWED,
        `${set.name}: ${name} ${value}, recorded ${before}; if that is meant, run detect.bench.js --record`,
      );
    }
  }
});

t.test('CoNLL: IOB1 and IOB2', async (t) => {
  t.same(readConll('-DOCSTART- O\n\nThe O\nMad I-ORG\nHat I-ORG\nAna I-PER\nBo B-PER\n\nx O\n\n\n'), [
    {
      text: 'The Mad Hat Ana Bo',
      spans: [
        { start: 4, end: 11, label: 'ORG' },
        { start: 12, end: 15, label: 'PER' },
        { start: 16, end: 18, label: 'PER' },
      ],
    },
    { text: 'x', spans: [] },
  ]);
  t.same(readConll('a\tB-person\nb\tI-person\r\n'), [
    { text: 'a b', spans: [{ start: 0, end: 3, label: 'person' }] },
  ]);
});
