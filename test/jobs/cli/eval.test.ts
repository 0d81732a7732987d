import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

// Names and number are found; a cupboard is no person, whatever the gold says.
const LABELLED = [
  {
    text: 'This is Jane Roe, 415-555-0134.',
    spans: [
      { start: 8, end: 12, label: 'PER' },
      { start: 13, end: 16, label: 'PER' },
      { start: 18, end: 30, label: 'PHONE' },
    ],
  },
  { text: 'the cupboard was left alone', spans: [{ start: 4, end: 12, label: 'PERSON' }] },
];
const jsonLines = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

t.test('eval: scores, gate, masks', async (t) => {
  const folder = await tempFolder(t, {
    'gold.jsonl': `\n${jsonLines(LABELLED)}`,
    'off.json': '{"generator_config": {"PHONE_NUMBER": "Off", "PERSON": "Off"}}',
    'names-off.json': '{"generator_config": {"NAME_GIVEN": "Off", "NAME_FAMILY": "Off", "PERSON": "Off"}}',
    'lists.json': JSON.stringify({
      label_allow_lists: { NAME_GIVEN: { regexes: ['cupboard'] } },
      label_block_lists: { PHONE_NUMBER: { regexes: ['415.*'] } },
    }),
    'map.json': '{"per": "NAME_TAG"}',
  });
  const run = (...argv: string[]) => command('lakeveil', ['eval', ...argv], { folder });
  const scores = async (...argv: string[]) =>
    JSON.parse((await run('gold.jsonl', '--json', ...argv)).stdout) as {
      texts: number;
      engines: {
        name: string;
        leakRecall: number;
        anyType: { found: number };
        labels: Record<string, { overlap: { gold: number; found: number } }>;
        worst: { file: string; line: number; leakedCharacters: number; shapes: string[] }[];
      }[];
    };

  const report = await run('gold.jsonl');
  t.match(report, { code: 0, stderr: '' });
  t.match(report.stdout, /2 texts, 58 characters; 4 labelled spans of 27 characters; overlap 0\.5/);
  t.match(report.stdout, /local +\.7037/, '4 + 3 + 12 of 27');
  t.match(report.stdout, /PERSON +3 +2 +1\.000 +\.667/);
  t.match(report.stdout, /gold\.jsonl:3 {2}8 of 8 labelled characters uncovered.*missed PERSON 1/);
  t.match(report.stdout, 'xxx [PERSON xxxxxxxx] xxx xxxx xxxxx');
  t.notMatch(report.stdout, /Jane|Roe|0134|cupboard|alone/i);

  const { texts, engines } = await scores();
  t.equal(texts, 2);
  t.equal(engines[0]!.leakRecall, 19 / 27);
  t.match(engines[0]!.worst, [{ file: 'gold.jsonl', line: 3, leakedCharacters: 8 }]);

  t.equal((await run('gold.jsonl', '--min-leak-recall', '0.7')).code, 0);
  const below = await run('gold.jsonl', '--min-leak-recall', '0.71');
  t.match(below, { code: 5, stderr: /^LEAK_RECALL {2}local has a leak recall of 0\.7037, less than 0\.71/ });
  t.match(below.stdout, 'PERSON', 'the scores are printed all the same');

  const shown = await run('gold.jsonl', '--show-text');
  t.match(shown.stderr, /^warning: --show-text/);
  t.match(shown.stdout, 'the [PERSON cupboard] was left alone');
  t.notMatch((await run('gold.jsonl', '--worst', '0')).stdout, 'Worst');

  t.same(
    (await scores('--ignore-labels', 'PERSON')).engines.map(({ leakRecall, labels }) => [
      leakRecall,
      Object.keys(labels),
    ]),
    [[1, ['PHONE_NUMBER']]],
  );
  const people = async (policy: string) => {
    const { labels } = (await scores('--policy', policy)).engines[0]!;
    return [Object.keys(labels), labels['PERSON']?.overlap.gold];
  };
  // What a policy leaves as it is does not count. PER is Off only if all that compares as PERSON is.
  t.same(await people('off.json'), [['PERSON'], 2]);
  t.same(await people('names-off.json'), [['PHONE_NUMBER'], undefined]);
  t.equal(
    (await scores('--policy', 'lists.json')).engines[0]!.leakRecall,
    15 / 27,
    'with the policy the cupboard is replaced, the number is left alone',
  );
  t.match((await scores('--label-map', 'map.json')).engines[0]!.labels, {
    NAME_TAG: { overlap: { gold: 2, found: 0 } },
    PERSON: { overlap: { gold: 1 } },
    PHONE_NUMBER: { overlap: { found: 1 } },
  });
  t.match((await run('gold.jsonl', '--label-map', 'map.json')).stderr, /note: No label.* as NAME_TAG:/);
  t.match((await scores('--exact-labels')).engines[0]!.labels, {
    PER: { overlap: { gold: 2, found: 0 } },
    NAME_GIVEN: { overlap: { gold: 0 } },
  });
});

t.test('eval: recorded predictions beside the engine', async (t) => {
  const all = jsonLines([
    { i: 2, spans: [{ start: 4, end: 11, label: 'PERSON', score: 1 }] },
    { i: 1, spans: [] },
  ]);
  const folder = await tempFolder(t, {
    'gold.jsonl': `\n${jsonLines(LABELLED)}`,
    'more.jsonl': jsonLines(LABELLED),
    'all.jsonl': all,
    'half.jsonl': jsonLines([{ i: 1, spans: [] }]),
    'twice.jsonl': all + all,
    'other.jsonl': jsonLines([{ i: 0, spans: [] }]),
    'long.jsonl': jsonLines([{ i: 1, spans: [{ start: 0, end: 32, label: 'URL' }] }]),
    'both.jsonl': jsonLines([1, 2, 3, 4].map((i) => ({ i, spans: [] }))),
  });
  const run = (...argv: string[]) => command('lakeveil', ['eval', 'gold.jsonl', ...argv], { folder });
  const two = await run('--predictions', 'peer=all.jsonl', '--min-leak-recall', '.5');
  t.match(two.stdout, /local +\.7037[^\n]*\npeer +\.2593/);
  t.match(two, { code: 5, stderr: /LEAK_RECALL {2}peer/ }, 'the gate holds for each engine');
  const alone = await run('--engine', 'none', '--predictions', 'peer=all.jsonl');
  t.match(alone, { code: 0, stdout: /peer/ });
  t.notMatch(alone.stdout, 'local ');
  t.match(await run('more.jsonl', '--engine', 'none', '--predictions', 'p=both.jsonl'), {
    code: 0,
    stdout: /^eval {2}4 texts/,
  });

  for (const [argv, code, stderr] of [
    [['--predictions', 'p=half.jsonl'], 1, /BAD_PREDICTIONS.*no line for 1 of 2 texts/],
    [['--predictions', 'p=twice.jsonl'], 1, /BAD_LINE.*line 3 of twice\.jsonl.*earlier line/s],
    [['--predictions', 'p=other.jsonl'], 1, /BAD_LINE.*line 1 of other\.jsonl.*"i"/s],
    [['--predictions', 'p=long.jsonl'], 1, /BAD_LINE.*span 1 does not lie in the text/s],
    [['--predictions', 'p=none.jsonl'], 1, /FILE_NOT_FOUND/],
    [['--predictions', 'all.jsonl'], 2, /BAD_USAGE.*NAME=FILE/s],
    [['--predictions', 'local=all.jsonl'], 2, /BAD_USAGE.*two engines/s],
    [['--engine', 'none'], 2, /BAD_USAGE.*--predictions/s],
    [['--engine', 'none', '--policy', 'x', '--predictions', 'p=all.jsonl'], 2, /BAD_USAGE.*--policy/s],
    [['--engine', 'remote'], 2, /BAD_USAGE/],
  ] as const) {
    t.match(await run(...argv), { code, stdout: '', stderr }, argv.join(' '));
  }
});

t.test('eval: what it refuses, without a word of the text', async (t) => {
  const line = (value: unknown) => jsonLines([LABELLED[0], value]);
  const spans = (...list: unknown[]) => ({ text: 'Sesame Roe', spans: list });
  const folder = await tempFolder(t, {
    'gold.jsonl': jsonLines(LABELLED),
    'json.jsonl': `${jsonLines([LABELLED[0]])}{"text":"Sesame`,
    'list.jsonl': line(['Sesame']),
    'text.jsonl': line({ text: 7, spans: [] }),
    'spans.jsonl': line({ text: 'Sesame' }),
    'bounds.jsonl': line(spans({ start: 7, end: 11, label: 'PERSON' })),
    'empty.jsonl': line(spans({ start: 7, end: 7, label: 'PERSON' })),
    'before.jsonl': line(spans({ start: -1, end: 7, label: 'PERSON' })),
    'half.jsonl': line(spans({ start: 0, end: 6, label: 'PERSON' }, { start: 0.5, end: 7, label: 'PERSON' })),
    'null.jsonl': line(spans(null)),
    'label.jsonl': line(spans({ start: 0, end: 6, label: 'Sesame Roe' })),
    'nothing.jsonl': jsonLines([{ text: 'Sesame', spans: [] }]),
    'bytes.jsonl': Buffer.from('{"text":"Sesame \xff"}\n', 'latin1'),
    'map.json': '{"PER": 7}',
    'list.json': '[]',
    'broken.json': '{',
  });
  for (const [argv, code, stderr] of [
    [['json.jsonl'], 1, /BAD_LINE.*line 2 of json\.jsonl.*not JSON/s],
    [['list.jsonl'], 1, /BAD_LINE.*line 2.*not a JSON object/s],
    [['text.jsonl'], 1, /BAD_LINE.*line 2.*"text"/s],
    [['spans.jsonl'], 1, /BAD_LINE.*line 2.*"spans"/s],
    [['bounds.jsonl'], 1, /BAD_LINE.*line 2.*span 1 does not lie.*≤ 10/s],
    [['empty.jsonl'], 1, /BAD_LINE.*does not lie/s],
    [['before.jsonl'], 1, /BAD_LINE.*does not lie/s],
    [['half.jsonl'], 1, /BAD_LINE.*span 2 has no whole/s],
    [['null.jsonl'], 1, /BAD_LINE.*span 1 has no whole/s],
    [['label.jsonl'], 1, /BAD_LINE.*span 1 has no label/s],
    [['gold.jsonl', 'list.jsonl'], 1, /BAD_LINE.*line 2 of list\.jsonl/s],
    [['nothing.jsonl'], 1, /NOTHING_TO_SCORE/],
    [['bytes.jsonl'], 1, /INVALID_TEXT.*bytes\.jsonl.*Line 1/s],
    [['none.jsonl'], 1, /FILE_NOT_FOUND/],
    [['.'], 1, /FILE_NOT_FOUND/],
    [['gold.jsonl', '--label-map', 'map.json'], 2, /LABEL_MAP.*not a label map/s],
    [['gold.jsonl', '--label-map', 'list.json'], 2, /LABEL_MAP/],
    [['gold.jsonl', '--label-map', 'broken.json'], 2, /LABEL_MAP.*not JSON/s],
    [['gold.jsonl', '--label-map', 'map.json', '--exact-labels'], 2, /BAD_USAGE.*contradict/s],
    [['gold.jsonl', '--overlap', '0'], 2, /BAD_USAGE.*--overlap/s],
    [['gold.jsonl', '--overlap', '1.1'], 2, /BAD_USAGE.*--overlap/s],
    [['gold.jsonl', '--min-leak-recall', '95'], 2, /BAD_USAGE.*--min-leak-recall/s],
    [['gold.jsonl', '--policy', 'none.json'], 2, /POLICY_FILE/],
    [[], 2, /BAD_USAGE/],
  ] as const) {
    const result = await command('lakeveil', ['eval', ...argv], { folder });
    t.match(result, { code, stdout: '', stderr }, argv.join(' '));
    t.notMatch(result.stderr, /Sesame|Roe/);
  }
});
