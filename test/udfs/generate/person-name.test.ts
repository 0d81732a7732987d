import fc from 'fast-check';
import t from 'tap';
import { drawFrom } from '../../../udfs/generate/draw.js';
import { familyNames, givenNames } from '../../../udfs/generate/name-pools.js';
import { createReplacer } from '../../../udfs/generate/replacer.js';
import { spelled } from '../../../udfs/generate/spelling.js';
import { weightedPool } from '../../../udfs/generate/weighted-pool.js';
import { compilePolicy, type PolicyInput } from '../../../udfs/policy.js';

const key = new Uint8Array(32).fill(7);
const row = (policy: PolicyInput = {}, fill = 7) =>
  createReplacer(
    compilePolicy({ generator_default: 'Synthesis', ...policy }),
    new Uint8Array(32).fill(fill),
  ).forRow('row');

t.test('pools: as many names as promised, drawn by census weight', async (t) => {
  t.ok(givenNames().all.size >= 4000, `${givenNames().all.size} given`);
  t.ok(familyNames().size >= 20_000, `${familyNames().size} family`);
  const counts = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const name = familyNames().byWeight(drawFrom(key, String(n)));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  // Of the people in the census file 1.006 % are called Smith, of those in the pool a few more.
  const smiths = (counts.get('Smith') ?? 0) / 20_000;
  t.ok(smiths > 0.009 && smiths < 0.016, `${smiths}`);
  t.ok((counts.get('Smith') ?? 0) > (counts.get('Zuk') ?? 0));
});

t.test('a weighted pool gives each name its share, and evenly draws no heed to it', async (t) => {
  const pool = weightedPool(['a', 'b', 'c'], [1, 0 + 2, 7]);
  const share = (draw: (n: number) => string, name: string) =>
    Array.from({ length: 4000 }, (_, n) => draw(n)).filter((one) => one === name).length / 4000;
  const byWeight = (n: number) => pool.byWeight(drawFrom(key, 'w', String(n)));
  const evenly = (n: number) => pool.evenly(drawFrom(key, 'e', String(n)));
  for (const [name, weight] of [
    ['a', 0.1],
    ['b', 0.2],
    ['c', 0.7],
  ] as const) {
    t.ok(Math.abs(share(byWeight, name) - weight) < 0.04, name);
    t.ok(Math.abs(share(evenly, name) - 1 / 3) < 0.04, name);
  }
});

t.test('gender is kept if asked: a woman’s name, a man’s, one of either', async (t) => {
  const { genders } = givenNames();
  t.strictSame(
    ['mary', 'james', 'jessie', 'zorblat'].map((name) => genders.get(name)),
    ['female', 'male', 'either', undefined],
  );
  const make = row({ generator_metadata: { NAME_GIVEN: { preserve_gender: true } } });
  for (const [name, gender] of genders) {
    const fresh = make('NAME_GIVEN', name).toLowerCase();
    if (genders.get(fresh) !== gender) t.fail(`${name}: ${gender}, ${fresh}: ${genders.get(fresh)}`);
  }
  const free = row();
  const women = [...genders].filter(([, gender]) => gender === 'female').map(([name]) => name);
  const men = women.filter((name) => genders.get(free('NAME_GIVEN', name).toLowerCase()) === 'male');
  t.ok(men.length > women.length / 4, 'not asked, not kept');
});

t.test('titles, suffixes, order, particles, hyphens and possessives', async (t) => {
  const make = row();
  const given = make('NAME_GIVEN', 'Jordan');
  const family = make('NAME_FAMILY', 'Miles');
  const cruz = make('NAME_FAMILY', 'Cruz');
  for (const [old, fresh] of [
    ['Dr. Jordan Miles Jr.', `Dr. ${given} ${family} Jr.`],
    ['Miles, Jordan', `${family}, ${given}`],
    ['JORDAN MILES', `${given} ${family}`.toUpperCase()],
    ['jordan miles', `${given} ${family}`.toLowerCase()],
    ['Jordan de la Cruz', `${given} ${cruz}`],
    ["Jordan Miles's", `${given} ${family}'s`],
  ] as const)
    t.equal(make('PERSON', old), fresh, old);
  t.equal(make('NAME_FAMILY', 'de la Cruz'), cruz);
  t.equal(make('NAME_FAMILY', 'Miles-Cruz'), `${family}-${cruz}`);
  t.equal(make('NAME_GIVEN', 'José'), make('NAME_GIVEN', 'Jose'), 'accents do not tell people apart');
  t.match(make('NAME_GIVEN', 'Anna J.'), /^\S{2,} [A-IK-Z]\.$/, 'another initial');
});

t.test('spelled names stay spelled, and agree with the name', async (t) => {
  const make = row();
  const fresh = make('NAME_FAMILY', 'Wojcik')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  t.equal(make('NAME_FAMILY', 'w o j c i k'), [...fresh].join(' '));
  t.equal(make('NAME_FAMILY', 'W-O-J-C-I-K'), [...fresh.toUpperCase()].join('-'));
  t.match(
    make('NAME_FAMILY', 'W as in whiskey, O as in oscar, J as in juliet'),
    /^(?:[A-Z] as in [a-z]+(?:, |$))+$/,
  );
  t.equal(spelled('S as in Sam, M for Mary, double L')?.word, 'smll');
  for (const value of ['J. R. R.', 'Jordan', 'Jordan Miles', 'A B', 'Mary J', ''])
    t.equal(spelled(value), undefined, value);
});

t.test('names in other scripts become names of that script', async (t) => {
  const make = row();
  for (const [value, script] of [
    ['Мария', 'Cyrillic'],
    ['Ελένη', 'Greek'],
    ['小明', 'Han'],
    ['さくら', 'Katakana'],
    ['민수', 'Hangul'],
    ['محمد', 'Arabic'],
    ['דוד', 'Hebrew'],
    ['राम', 'Devanagari'],
  ] as const)
    for (const label of ['NAME_GIVEN', 'NAME_FAMILY', 'PERSON'] as const) {
      const fresh = make(label, value);
      t.match(fresh, new RegExp(`^[\\p{Script=${script}}\\p{M}ー-]+$`, 'u'), `${label} ${script}`);
      t.not(fresh, value);
    }
  t.equal(make('PERSON', '王伟'), make('NAME_FAMILY', '王') + make('NAME_GIVEN', '伟'));
  t.match(make('NAME_GIVEN', 'สมชาย'), /^[A-Z][a-z]+$/, 'Latin where there is no list');
});

t.test('never the old name, in any case, under any key', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Mary', 'james', 'SMITH', "O'Brien", 'McDonald', 'Lee', 'X', 'Ng'),
      fc.constantFrom('NAME_GIVEN', 'NAME_FAMILY', 'PERSON'),
      fc.nat(250),
      (value, label, fill) => row({}, fill)(label, value).toLowerCase() !== value.toLowerCase(),
    ),
    { numRuns: 300 },
  );
});

t.test('long and hostile values take linear time', async (t) => {
  const make = row();
  for (const value of [
    'a '.repeat(50_000),
    "a'".repeat(50_000),
    'a'.repeat(100_000),
    'as in '.repeat(20_000),
  ]) {
    const began = performance.now();
    for (const label of ['PERSON', 'NAME_GIVEN', 'NAME_FAMILY']) make(label, value);
    t.ok(performance.now() - began < 4000);
  }
});

t.test('a common name that draws itself is drawn again, in mailboxes as well', async (t) => {
  for (let fill = 0; fill < 256; fill++) {
    const make = row({}, fill);
    const mail = make('EMAIL_ADDRESS', 'j.smith@corp.test').split(/[.@]/)[1];
    t.equal(mail, make('NAME_FAMILY', 'smith').replace(/['\u2019 ]/g, ''));
    t.not(mail, 'smith');
  }
});
