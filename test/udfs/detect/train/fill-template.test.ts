import t from 'tap';
import { fillTemplate } from '../../../../udfs/detect/train/fill-template.js';
import { FILLERS } from '../../../../udfs/detect/train/fillers.js';
import { Random } from '../../../../udfs/detect/train/random.js';
import { SLOT_LABELS, type Slot } from '../../../../udfs/detect/train/template.js';
import { TEMPLATE_SETS } from '../../../../udfs/detect/train/templates/index.js';

const all = TEMPLATE_SETS.flatMap((set) => set.templates.map((template) => ({ style: set.style, template })));
const HOLE = /\{[a-z-]+(:\d+)?(#\w+)?\}/;
const slots = Object.keys(SLOT_LABELS) as Slot[];

t.test('every template fills, and its spans carry values', async (t) => {
  for (const [i, { template }] of all.entries()) {
    const { text, spans } = fillTemplate(template, new Random(i));
    let end = 0;
    for (const span of spans) {
      const value = text.slice(span.start, span.end);
      if (span.start < end || value === '' || value !== value.trim() || value.includes('\n'))
        t.fail(`span out of place in ${template}: ${value}`);
      if (SLOT_LABELS[span.slot] !== span.label) t.fail(`wrong label in ${template}`);
      end = span.end;
    }
    if (end > text.length || HOLE.test(text)) t.fail(`holes left in ${template}`);
    if (/undefined|NaN|\[object/.test(text.replace(/undefined|NaN/g, (m) => (template.includes(m) ? '' : m))))
      t.fail(`no value in ${template}: ${text}`);
  }
  t.ok(all.length > 100);
});

t.test('the same seed gives the same text; another gives another', async (t) => {
  const fill = (seed: number) =>
    JSON.stringify(all.map(({ template }) => fillTemplate(template, new Random(seed))));
  const first = fill(7);
  t.ok(fill(7) === first);
  t.ok(fill(8) !== first);
});

t.test('these numbers come on every machine', async (t) => {
  const random = new Random(42);
  t.same(
    Array.from({ length: 5 }, () => random.below(1000)),
    [456, 564, 574, 964, 831],
  );
});

t.test('every slot fills, in many surface forms', async (t) => {
  const few = new Set<Slot>([
    'cvv',
    'age',
    'gender',
    'card-expiry',
    'state-code',
    'state',
    'time',
    'politics',
    'religion',
  ]);
  for (const slot of slots) {
    const seen = new Set<string>();
    for (let seed = 0; seed < 400; seed++) {
      const { text, spans } = fillTemplate(`{${slot}}`, new Random(seed));
      seen.add(text);
      if (text === '') t.fail(`${slot} is empty`);
      if (SLOT_LABELS[slot] && !spans.some((span) => span.label === SLOT_LABELS[slot]))
        t.fail(`${slot} has no span`);
    }
    t.ok(seen.size > (few.has(slot) ? 20 : 100), `${slot}: ${seen.size} of 400 differ`);
  }
  t.same(Object.keys(FILLERS).sort(), [...slots].sort());
});

t.test('each slot is used, no template stands twice', async (t) => {
  const used = new Set(
    all.flatMap(({ template }) => [...template.matchAll(/\{([a-z-]+)/g)].map((m) => m[1]!)),
  );
  t.same(
    slots.filter((slot) => !used.has(slot)),
    [],
  );
  const seen = new Set<string>();
  for (const { template } of all) {
    if (seen.has(template)) t.fail(`twice: ${template}`);
    seen.add(template);
  }
});

t.test('values of one subject agree, and come again', async (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const { text, spans } = fillTemplate(
      '{given}|{given}|{given:2}|{zip}|{zip:1}|{family}',
      new Random(seed),
    );
    const [a, b, , zip1, zip2] = text.split('|');
    t.equal(a, b);
    t.equal(zip1, zip2);
    t.equal(spans.length, 6);
  }
  const other = Array.from({ length: 40 }, (_, seed) =>
    fillTemplate('{phone}|{phone#b}', new Random(seed)).text.split('|'),
  );
  t.ok(other.every(([a, b]) => a !== b));
  const people = Array.from({ length: 40 }, (_, seed) =>
    fillTemplate('{given}|{given:2}', new Random(seed)).text.split('|'),
  );
  t.ok(people.filter(([a, b]) => a !== b).length > 30);
  const agree = Array.from({ length: 200 }, (_, seed) =>
    fillTemplate('{family}|{titled-family}', new Random(seed)).text.split('|'),
  );
  t.ok(agree.every(([family, titled]) => titled!.toLowerCase().endsWith(family!.toLowerCase())));
});

t.test('titles stay outside the span; an address brings its parts', async (t) => {
  const { text, spans } = fillTemplate('{titled-family}', new Random(3));
  t.equal(spans.length, 1);
  t.ok(spans[0]!.start > 0, text);
  const labels = new Set<string>();
  for (let seed = 0; seed < 100; seed++)
    for (const span of fillTemplate('{address-block}', new Random(seed)).spans) labels.add(span.label);
  t.same([...labels].sort(), [
    'LOCATION_ADDRESS',
    'LOCATION_CITY',
    'LOCATION_COUNTRY',
    'LOCATION_STATE',
    'LOCATION_ZIP',
  ]);
});

t.test('an article stays outside the span and is not said twice', async (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const { text, spans } = fillTemplate('see the {region}', new Random(seed));
    t.notMatch(text, /the the/);
    t.notMatch(text.slice(spans[0]!.start), /^the /);
  }
});

t.test('a plural s belongs to its value, a possessive does not', async (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const plural = fillTemplate('two {nickname}s.', new Random(seed));
    t.equal(plural.text.length - 1, plural.spans[0]!.end);
    t.match(plural.text, /s\.$/);
    const owner = fillTemplate("{nickname}'s", new Random(seed));
    t.equal(owner.text.length - 2, owner.spans[0]!.end);
    const word = fillTemplate('{nickname}some', new Random(seed));
    t.equal(word.text.length - 4, word.spans[0]!.end);
  }
});

t.test('values to avoid are not drawn, nor as a part', async (t) => {
  const avoid = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const { text } = fillTemplate('{given}|{family}|{org}|{city}', new Random(seed));
    for (const value of text.toLowerCase().split('|')) avoid.add(value);
  }
  for (let seed = 0; seed < 60; seed++) {
    const { text } = fillTemplate('{given}|{family}|{org}|{city}|{person}', new Random(seed), avoid);
    const [given, family, org, city, person] = text.toLowerCase().split('|');
    for (const value of [given, family, org, city, ...person!.split(/[ ,]+/)])
      t.notOk(avoid.has(value!), `${value}`);
  }
  const words = new Set<string>();
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);
  const people = (from: ReadonlySet<string>) =>
    seeds.flatMap((seed) =>
      fillTemplate('{person}', new Random(seed), from)
        .text.toLowerCase()
        .split(/[ ,.]+/),
    );
  for (const word of people(new Set())) if (word.length > 3) words.add(word);
  t.same(
    people(words).filter((word) => words.has(word)),
    [],
  );
  const everything = { has: () => true } as unknown as ReadonlySet<string>;
  t.throws(() => fillTemplate('{given}', new Random(1), everything), RangeError);
  t.equal(fillTemplate('no hole', new Random(1), everything).text, 'no hole');
});

t.test('braces, unknown slots and bad ranges', async (t) => {
  t.equal(fillTemplate('{{"a": {{}}}', new Random(1)).text, '{"a": {}}}');
  for (const bad of ['{nothing}', '{}', '{given:x}', '{Given}', '{toString}', '{given#}'])
    t.throws(() => fillTemplate(bad, new Random(1)), RangeError, bad);
  for (const n of [0, -1, 1.5, Number.NaN]) t.throws(() => new Random(1).below(n), RangeError);
  t.throws(() => new Random(1).weighted([]), RangeError);
});
