import { readFileSync } from 'node:fs';
import t from 'tap';
import { heldOutValues } from '../../../udfs/detect/train/held-out-values.js';
import {
  HELD_OUT,
  heldOut,
  heldOutFromSource,
  heldOutJsonLines,
  SPLITS,
} from '../../bench/detect/held-out/held-out.js';
import { parseMarked, textsOfFile } from '../../bench/detect/held-out/marked-text.js';

t.test('the JSON lines are what the marked texts say', async (t) => {
  for (const split of SPLITS)
    t.ok(
      readFileSync(`${HELD_OUT}${split}.jsonl`, 'utf8') === heldOutJsonLines(split),
      `${split}: run write-jsonl.js`,
    );
});

t.test('marks', async (t) => {
  t.same(parseMarked('é😀 [[NAME_GIVEN|Ana]]-[[URL|x.y]].'), {
    text: 'é😀 Ana-x.y.',
    spans: [
      { start: 4, end: 7, label: 'NAME_GIVEN' },
      { start: 8, end: 11, label: 'URL' },
    ],
  });
  for (const broken of ['[[NAME|Ana]]', '[[NAME_GIVEN|Ana ]]', '[[NAME_GIVEN|Ana] x', 'NAME_GIVEN|Ana]]'])
    t.throws(() => parseMarked(broken), broken);
  t.same(textsOfFile('a\nb\n%%\n\nc\n'), ['a\nb', '\nc']);
});

t.test('no text stands twice, and training is told of names, places and streets', async (t) => {
  const texts = SPLITS.flatMap((split) => heldOutFromSource(split));
  t.equal(new Set(texts.map(({ text }) => text)).size, texts.length);
  const values = heldOutValues();
  t.ok(values.size > 100);
  for (const { text, spans } of texts)
    for (const { start, end, label } of spans)
      if (/^(NAME_|ORGANIZATION|LOCATION_CITY)/.test(label))
        t.ok(values.has(text.slice(start, end).toLowerCase()));
  t.ok(values.has('saguaro drive') && values.has('415 saguaro drive #22'));
});

t.test("peers' predictions are of these very texts", async (t) => {
  const lengths = heldOut('test').map(({ text }, i) => [i, text.length]);
  for (const peer of ['presidio', 'presidio-organizations']) {
    const lines = readFileSync(`${HELD_OUT}../peers/${peer}.jsonl`, 'utf8').trimEnd().split('\n');
    t.same(
      lines.map((line) => {
        const { i, characters } = JSON.parse(line) as { i: number; characters: number };
        return [i, characters];
      }),
      lengths,
      `${peer}: run presidio_predictions.py again`,
    );
  }
});
