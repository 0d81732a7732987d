import fc from 'fast-check';
import t from 'tap';
import { coverageBy } from '../../../../udfs/detect/evaluate/coverage.js';
import { evaluate } from '../../../../udfs/detect/evaluate/evaluate.js';
import {
  COMPARED_LABELS,
  comparedAs,
  DEFAULT_LABEL_MAP,
  EXACT_LABELS,
  labelsComparedAs,
} from '../../../../udfs/detect/evaluate/label-map.js';
import { mergeAdjacent } from '../../../../udfs/detect/evaluate/merge-adjacent.js';
import { ignoring, NOTHING, scoreText } from '../../../../udfs/detect/evaluate/score-text.js';
import { scoreOf } from '../../../../udfs/detect/evaluate/tally.js';
import { textShape } from '../../../../udfs/detect/evaluate/text-shape.js';

const span = (start: number, end: number, label: string) => ({ start, end, label });
const options = { overlap: 0.5, labelMap: DEFAULT_LABEL_MAP, isIgnored: () => false };

t.test('precision, recall, F1 and F2 worked out by hand', async (t) => {
  // P = 3/4, R = 2/5: F1 = 2·.75·.4/1.15, F2 = 5·.75·.4/(4·.75+.4).
  const score = scoreOf({ gold: 5, found: 2, predicted: 4, right: 3 });
  t.equal(score.precision, 0.75);
  t.equal(score.recall, 0.4);
  t.equal(score.f1!.toFixed(6), (0.6 / 1.15).toFixed(6));
  t.equal(score.f2!.toFixed(6), (1.5 / 3.4).toFixed(6));
  t.match(scoreOf({ gold: 0, found: 0, predicted: 0, right: 0 }), {
    precision: null,
    recall: null,
    f1: null,
    f2: null,
  });
  t.match(scoreOf({ gold: 3, found: 0, predicted: 0, right: 0 }), {
    precision: null,
    recall: 0,
    f1: 0,
    f2: 0,
  });
  t.match(scoreOf({ gold: 0, found: 0, predicted: 3, right: 0 }), { precision: 0, recall: null, f1: 0 });
});

t.test('coverage counts a character once, whatever the spans', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 8 }),
      fc.tuple(fc.nat(20), fc.nat(20)),
      (pairs, bounds) => {
        const order = ([a, b]: readonly [number, number]) => ({ start: Math.min(a, b), end: Math.max(a, b) });
        const spans = pairs.map(order);
        const { start, end } = order(bounds);
        let expected = 0;
        for (let at = start; at < end; at++)
          if (spans.some((one) => one.start <= at && at < one.end)) expected++;
        return coverageBy(20, spans)(start, end) === expected;
      },
    ),
  );
  t.equal(coverageBy(5, [])(0, 5), 0);
});

t.test('one text: leaks, any type, by label, strict, confusion', async (t) => {
  //            0         1         2         3         4
  //            0123456789012345678901234567890123456789012
  const text = 'Ana Ruiz of Acme moved to Lima on 12 May 24';
  const gold = [
    span(0, 3, 'NAME_GIVEN'),
    span(4, 8, 'NAME_FAMILY'),
    span(12, 16, 'ORGANIZATION'),
    span(26, 30, 'LOCATION_CITY'),
    span(34, 43, 'DATE_TIME'),
  ];
  const predicted = [
    span(0, 8, 'PERSON'), // both names, and one blank: 7 of its 8 are gold
    span(12, 14, 'PERSON'), // half of the organisation, under a wrong label
    span(17, 22, 'NAME_GIVEN'), // "moved": wrong
    span(34, 38, 'DATE_TIME'), // 4 of 9: too little
  ];
  const score = scoreText({ text, spans: gold }, predicted, options);
  t.equal(score.goldCharacters, 3 + 4 + 4 + 4 + 9);
  t.equal(score.coveredCharacters, 3 + 4 + 2 + 0 + 4);
  t.same(score.anyType, { gold: 5, found: 3, predicted: 4, right: 3 });
  t.same(score.labels.get('PERSON'), {
    overlap: { gold: 2, found: 2, predicted: 3, right: 1 },
    strict: { gold: 2, found: 0, predicted: 3, right: 0 },
  });
  t.same(score.labels.get('ORGANIZATION')!.overlap, { gold: 1, found: 0, predicted: 0, right: 0 });
  // The piece of the date lies in gold, so it is right; the date is not found by it.
  t.same(score.labels.get('DATE_TIME')!.overlap, { gold: 1, found: 0, predicted: 1, right: 1 });
  t.same(score.confusion, [
    ['PERSON', 'PERSON'],
    ['PERSON', 'PERSON'],
    ['ORGANIZATION', 'PERSON'],
    ['LOCATION', NOTHING],
    ['DATE_TIME', NOTHING],
    [NOTHING, 'PERSON'],
  ]);
  t.same(score.missed, [span(26, 30, 'LOCATION'), span(34, 43, 'DATE_TIME')]);

  const exact = scoreText({ text, spans: gold }, predicted, { ...options, labelMap: EXACT_LABELS });
  t.same(exact.labels.get('PERSON')!.overlap, { gold: 0, found: 0, predicted: 2, right: 0 });
  t.same(exact.labels.get('NAME_GIVEN')!.overlap, { gold: 1, found: 0, predicted: 1, right: 0 });
  t.same(exact.anyType, score.anyType, 'any type does not depend on labels');
});

t.test('the overlap is at least, not more than', async (t) => {
  const labelled = { text: 'abcdefghij', spans: [span(0, 10, 'URL')] };
  const found = (end: number, overlap: number) =>
    scoreText(labelled, [span(0, end, 'URL')], { ...options, overlap }).anyType.found;
  t.equal(found(5, 0.5), 1);
  t.equal(found(4, 0.5), 0);
  t.equal(found(9, 1), 0);
  t.equal(found(10, 1), 1);
});

t.test('a gold span may be covered by several predictions together', async (t) => {
  const labelled = { text: '0123456789', spans: [span(0, 10, 'DATE_TIME')] };
  const score = scoreText(labelled, [span(0, 3, 'DATE_TIME'), span(5, 8, 'PHONE_NUMBER')], options);
  t.same(score.anyType, { gold: 1, found: 1, predicted: 2, right: 2 });
  t.same(score.labels.get('DATE_TIME')!.overlap, { gold: 1, found: 0, predicted: 1, right: 1 });
  t.same(score.confusion, [['DATE_TIME', 'DATE_TIME']], 'a tie goes to its own label');
});

t.test('parts of one name or place are one prediction where gold is one span', async (t) => {
  const text = 'Ana Ruiz, 5 Elm St, Lima';
  const parts = [span(0, 3, 'PERSON'), span(4, 8, 'PERSON')];
  t.same(mergeAdjacent(text, 'PERSON', [span(0, 8, 'PERSON')], parts), [span(0, 8, 'PERSON')]);
  t.same(mergeAdjacent(text, 'PERSON', parts, parts), parts, 'gold has them apart');
  t.same(mergeAdjacent(text, 'PERSON', [], parts), parts);
  t.same(mergeAdjacent(text, 'PERSON', [span(4, 8, 'PERSON')], parts), parts, 'one of them is not gold');
  t.same(
    mergeAdjacent(
      'ab cd ef',
      'PERSON',
      [span(0, 1, 'PERSON'), span(3, 8, 'PERSON')],
      [span(3, 5, 'PERSON'), span(6, 8, 'PERSON')],
    ),
    [span(3, 8, 'PERSON')],
    'the gold span before them is passed',
  );
  const places = [span(10, 18, 'LOCATION'), span(20, 24, 'LOCATION')];
  t.same(mergeAdjacent(text, 'LOCATION', [span(10, 24, 'LOCATION')], places), [span(10, 24, 'LOCATION')]);
  t.same(mergeAdjacent(text, 'ORGANIZATION', [span(0, 8, 'x')], parts), parts, 'only names and places');
  const apart = [span(0, 3, 'PERSON'), span(10, 15, 'PERSON')];
  t.same(mergeAdjacent(text, 'PERSON', [span(0, 15, 'PERSON')], apart), apart, 'words between');
  const three = [span(0, 1, 'PERSON'), span(2, 3, 'PERSON'), span(4, 5, 'PERSON')];
  t.same(
    mergeAdjacent('a b c', 'PERSON', [span(0, 3, 'PERSON'), span(4, 5, 'PERSON')], three),
    [span(0, 3, 'PERSON'), span(4, 5, 'PERSON')],
    'each gold span for itself',
  );
  // By label the pair is one right prediction with the very bounds; any type still counts what was predicted.
  const score = scoreText(
    { text, spans: [span(0, 8, 'PER')] },
    [span(0, 3, 'NAME_GIVEN'), span(4, 8, 'NAME_FAMILY')],
    options,
  );
  t.same(score.labels.get('PERSON'), {
    overlap: { gold: 1, found: 1, predicted: 1, right: 1 },
    strict: { gold: 1, found: 1, predicted: 1, right: 1 },
  });
  t.same(score.anyType, { gold: 1, found: 1, predicted: 2, right: 2 });
  t.equal(score.goldCharacters - score.coveredCharacters, 1, 'the blank between them counts as left');
});

t.test('ignored labels count on neither side, by either name', async (t) => {
  const labelled = { text: 'Ana 12:30 Lima x', spans: [span(0, 3, 'PERSON'), span(4, 9, 'TIME')] };
  const predicted = [span(0, 3, 'NAME_GIVEN'), span(4, 9, 'NUMERIC_PII'), span(10, 14, 'LOCATION_CITY')];
  const score = (...ignored: string[]) =>
    scoreText(labelled, predicted, { ...options, isIgnored: ignoring(ignored, DEFAULT_LABEL_MAP) }).anyType;
  t.same(score(), { gold: 2, found: 2, predicted: 3, right: 2 });
  t.same(score('TIME'), { gold: 1, found: 1, predicted: 2, right: 1 }, 'what lies in it is left out');
  t.same(score('DATE_TIME'), score('TIME'));
  t.same(score('LOCATION'), { gold: 2, found: 2, predicted: 2, right: 2 });
  t.same(
    score('NUMERIC_PII'),
    { gold: 2, found: 1, predicted: 2, right: 1 },
    'an ignored prediction hides nothing',
  );
});

t.test('nested and repeated gold spans', async (t) => {
  const labelled = {
    text: 'Bank of Lima',
    spans: [span(0, 12, 'ORG'), span(8, 12, 'LOC'), span(8, 12, 'LOC')],
  };
  const score = scoreText(labelled, [span(8, 12, 'LOCATION_CITY')], options);
  t.equal(score.goldCharacters, 12);
  t.equal(score.coveredCharacters, 4);
  t.same(score.anyType, { gold: 3, found: 2, predicted: 1, right: 1 });
});

t.test('a set: sums, worst texts first, confusion by name', async (t) => {
  const texts = [
    { text: 'no one here', spans: [] },
    { text: 'Ana', spans: [span(0, 3, 'PERSON')] },
    { text: 'Bo', spans: [span(0, 2, 'PERSON')] },
    { text: 'Cy at 9', spans: [span(0, 2, 'PERSON')] },
  ];
  const result = evaluate(
    texts,
    [[span(0, 2, 'URL')], [], [], [span(0, 2, 'PERSON'), span(6, 7, 'DATE_TIME')]],
    { ...options, worst: 3 },
  );
  t.equal(result.texts, 4);
  t.equal(result.leakRecall, 2 / 7);
  t.match(result.anyType, { gold: 3, found: 1, predicted: 3, right: 1 });
  t.match(result.sameLabel, { gold: 3, found: 1, predicted: 3, right: 1 });
  t.same(result.confusion, {
    [NOTHING]: { DATE_TIME: 1, URL: 1 },
    PERSON: { [NOTHING]: 2, PERSON: 1 },
  });
  t.same(
    result.worst.map(({ index, leakedCharacters, wrongPredictions }) => [
      index,
      leakedCharacters,
      wrongPredictions,
    ]),
    [
      [1, 3, 0],
      [2, 2, 0],
      [0, 0, 1],
    ],
  );
  t.equal(evaluate([], [], options).leakRecall, null);
});

t.test('gold as prediction is perfect; no prediction finds nothing', async () => {
  const spans = fc
    .array(
      fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 }), fc.constantFrom('PER', 'LOC', 'URL', 'AGE')),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((list) => list.map(([start, length, label]) => span(start, start + length, label)));
  const text = 'x'.repeat(40);
  fc.assert(
    fc.property(spans, fc.double({ min: 0.05, max: 1, noNaN: true }), (gold, overlap) => {
      const perfect = evaluate([{ text, spans: gold }], [gold], { ...options, overlap });
      const nothing = evaluate([{ text, spans: gold }], [[]], { ...options, overlap });
      return (
        perfect.leakRecall === 1 &&
        perfect.anyType.f1 === 1 &&
        perfect.sameLabel.recall === 1 &&
        perfect.strict.recall === 1 &&
        perfect.worst.length === 0 &&
        nothing.leakRecall === 0 &&
        nothing.anyType.f2 === 0
      );
    }),
  );
});

t.test('gold that holds a whole and its parts is met by both', async (t) => {
  const gold = [span(3, 4, 'PER'), span(2, 3, 'PER'), span(0, 4, 'PER')];
  const { strict, sameLabel } = evaluate([{ text: 'xxxx', spans: gold }], [gold], {
    ...options,
    overlap: 0.05,
  });
  t.match({ strict, sameLabel }, { strict: { recall: 1 }, sameLabel: { recall: 1 } });
});

t.test('many spans in one long text are scored in linear time', async (t) => {
  const seconds = (count: number): number => {
    const text = 'ab, '.repeat(count);
    const gold = [
      span(0, text.length, 'PERSON'),
      ...Array.from({ length: count }, (_, i) => span(i * 4, i * 4 + 2, i % 2 === 0 ? 'PERSON' : 'LOCATION')),
    ];
    const predicted = Array.from({ length: count }, (_, i) => span(i * 4, i * 4 + 2, 'NAME_GIVEN'));
    const began = process.cpuUsage();
    const score = scoreText({ text, spans: gold }, predicted.reverse(), options);
    const { user, system } = process.cpuUsage(began);
    t.equal(score.coveredCharacters, count * 2);
    return (user + system) / 1e6;
  };
  seconds(1000);
  const one = Math.max(0.05, seconds(25_000));
  const eight = seconds(200_000);
  t.ok(eight < one * 40 && eight < 10, `${one} s for 25,000 spans, ${eight} s for 200,000`);
});

t.test('labels of other schemes', async (t) => {
  for (const name of ['PER', 'person', 'NAME_GIVEN', 'Name_Family', 'NAME'])
    t.equal(comparedAs(name, DEFAULT_LABEL_MAP), 'PERSON', name);
  for (const name of ['LOC', 'GPE', 'CITY', 'STATE', 'STREET_ADDRESS', 'LOCATION_ZIP'])
    t.equal(comparedAs(name, DEFAULT_LABEL_MAP), 'LOCATION', name);
  t.equal(comparedAs('phone', DEFAULT_LABEL_MAP), 'PHONE_NUMBER');
  t.equal(comparedAs('Shoe_Size', DEFAULT_LABEL_MAP), 'SHOE_SIZE');
  t.same(labelsComparedAs('SHOE_SIZE', DEFAULT_LABEL_MAP), []);
  t.same(labelsComparedAs('PERSON', DEFAULT_LABEL_MAP), ['NAME_GIVEN', 'NAME_FAMILY', 'PERSON']);
  const names = COMPARED_LABELS.flatMap(([, list]) => list);
  t.equal(new Set(names).size, names.length, 'no name is mapped twice');
  for (const [label, list] of COMPARED_LABELS) {
    t.ok(labelsComparedAs(label, DEFAULT_LABEL_MAP).length > 0, `${label} can be found`);
    t.notOk(DEFAULT_LABEL_MAP.has(label), `${label} compares as itself`);
    t.notOk(list.includes(label));
  }
});

t.test('a shape has no letter and no digit of the text', async (t) => {
  t.equal(textShape("Jane's PIN, 4711 é😀\n"), "Xxxx'x XXX, 9999 x· ");
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => /^[Xx9·\s!-/:-@[-`{-~]*$/.test(textShape(text))),
  );
});
