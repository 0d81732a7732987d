import t from 'tap';
import { fillTemplate } from '../../../../udfs/detect/train/fill-template.js';
import { heldOutValues } from '../../../../udfs/detect/train/held-out-values.js';
import { Random } from '../../../../udfs/detect/train/random.js';
import { TEMPLATE_SETS } from '../../../../udfs/detect/train/templates/index.js';
import { heldOut } from '../../../bench/detect/held-out/held-out.js';

/** A phrase is so many words in a row. */
const WORDS = 5;

const templates = TEMPLATE_SETS.flatMap((set) => set.templates);
/** What stands between the slots. */
const literals = templates.flatMap((template) => template.split(/\{[^{}]*\}/));

function phrases(text: string): string[] {
  const words = [...text.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)].map(([word]) => word);
  return words.slice(WORDS - 1).map((_, at) => words.slice(at, at + WORDS).join(' '));
}

t.test('no phrase of a held-out test text stands in a template', async (t) => {
  const trained = new Set(literals.flatMap(phrases));
  t.ok(trained.size > 10_000, `${trained.size} phrases`);
  // Held-out texts are named by id, and phrases are not: who works on the templates should not read them here.
  const shared = heldOut('test').flatMap(({ id, text }) => {
    const count = phrases(text).filter((phrase) => trained.has(phrase)).length;
    return count > 0 ? [`${id}: ${count}`] : [];
  });
  t.same(shared, [], 'reword the held-out text');
});

t.test('no value of a held-out text is drawn into a template', async (t) => {
  const avoided = heldOutValues();
  const drawn = (avoid?: ReadonlySet<string>): string[] => {
    const random = new Random(20);
    return templates.flatMap((template) => {
      const { text, spans } = fillTemplate(template, random, avoid);
      return spans
        .filter(({ label }) => /^(NAME_|PERSON$|ORGANIZATION$|LOCATION_CITY$|LOCATION_ADDRESS$)/.test(label))
        .map(({ start, end }) => text.slice(start, end).toLowerCase());
    });
  };
  t.same(drawn(avoided).filter((value) => avoided.has(value)).length, 0);
  t.ok(
    drawn().some((value) => avoided.has(value)),
    'they would be, were they not avoided',
  );
});

t.test('no name of a held-out test text is written out in a template', async (t) => {
  const text = literals.join('\n');
  const written = heldOut('test').flatMap(({ id, text: heldOutText, spans }) =>
    spans
      .filter(({ label }) => /^(NAME_|ORGANIZATION$|LOCATION_CITY$|LOCATION_ADDRESS$)/.test(label))
      .map(({ start, end }) => heldOutText.slice(start, end))
      // Short ones, and those in lower case, are ordinary words too.
      .filter((value) => value.length >= 6 && /^\p{Lu}\p{Ll}/u.test(value) && standsIn(text, value))
      .map(() => id),
  );
  t.same(written, []);
});

function standsIn(text: string, value: string): boolean {
  const letter = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!letter.test(text[at - 1] ?? ' ') && !letter.test(text[at + value.length] ?? ' ')) return true;
  }
  return false;
}
