import {
  MORE_NAMES,
  NICKNAMES,
  SYLLABLES,
  WORDLIKE_FAMILY_NAMES,
  WORDLIKE_GIVEN_NAMES,
} from '../data/more-names.js';
import { FAMILY_NAMES, GIVEN_NAMES } from '../data/names.js';
import type { Random } from '../random.js';
import { LetterChain } from './letter-chain.js';
import type { Filler, Piece, Subject } from './subject.js';

/** Name order as written by default: given name first, family name first, or two family names. */
type Order = 'western' | 'eastern' | 'two families';

export interface Person {
  readonly given: string;
  readonly family: string;
  readonly middle: string;
  readonly order: Order;
}

type Names = readonly string[];
const given: Readonly<Record<string, Names>> = lists(GIVEN_NAMES, 0);
const family: Readonly<Record<string, Names>> = lists(FAMILY_NAMES, 1);
const nicknames = NICKNAMES.split(' ');
const wordlike = { given: WORDLIKE_GIVEN_NAMES.split(' '), family: WORDLIKE_FAMILY_NAMES.split(' ') };
const chains = {
  given: new LetterChain(Object.values(given).flat()),
  family: new LetterChain(Object.values(family).flat()),
};
const syllables = {
  onset: SYLLABLES.onset.split(' '),
  nucleus: SYLLABLES.nucleus.split(' '),
  coda: SYLLABLES.coda.split(' '),
  givenEnd: SYLLABLES.givenEnd.split(' '),
  familyEnd: SYLLABLES.familyEnd.split(' '),
};

function lists(generated: Readonly<Record<string, string>>, which: 0 | 1): Record<string, Names> {
  const out: Record<string, Names> = {};
  for (const [origin, names] of Object.entries(generated)) out[origin] = names.split(',');
  for (const [origin, names] of Object.entries(MORE_NAMES)) out[origin] = names[which].split(' ');
  return out;
}

const ORIGINS: readonly (readonly [number, string])[] = [
  [620, 'us'],
  [110, 'usRare'],
  [500, 'invented'],
  [60, 'hispanic'],
  [40, 'british'],
  [25, 'indian'],
  [45, 'southIndian'],
  [15, 'nigerian'],
  [35, 'african'],
  [10, 'ghanaian'],
  [30, 'arabic'],
  [30, 'chinese'],
  [15, 'japanese'],
  [15, 'korean'],
  [12, 'vietnamese'],
  [25, 'slavic'],
  [20, 'pakistani'],
  [10, 'persian'],
  [10, 'hebrew'],
  [8, 'greek'],
  [12, 'filipino'],
  [5, 'thai'],
  [20, 'french'],
  [20, 'german'],
  [15, 'italian'],
  [15, 'portuguese'],
  [12, 'dutch'],
  [15, 'polish'],
  [18, 'nordic'],
  [10, 'turkish'],
  [7, 'czech'],
  [6, 'hungarian'],
  [6, 'romanian'],
  [8, 'croatian'],
  [5, 'indonesian'],
  [5, 'zulu'],
  [4, 'afrikaans'],
  [3, 'uzbek'],
  [2, 'azeri'],
  [3, 'latvian'],
];
const QUOTES = [
  ['"', '"'],
  ['“', '”'],
  ["'", "'"],
] as const;
const EASTERN = new Set(['chinese', 'korean', 'japanese', 'vietnamese', 'hungarian']);

const capital = (s: string) => s.charAt(0).toUpperCase() + s.slice(1);

/** A word that looks like a name, of one to three syllables. */
export function inventedWord(random: Random, ends: readonly string[]): string {
  const end = random.pick(ends);
  let word = random.chance(0.15) ? random.pick(syllables.nucleus) : '';
  const count = random.chance(0.7) ? 1 : 2;
  for (let i = 0; i < count; i++) {
    const last = i === count - 1;
    const coda = last ? end === '' || /^[aeiouy]/.test(end) || random.chance(0.35) : random.chance(0.2);
    word +=
      random.pick(syllables.onset) +
      random.pick(syllables.nucleus) +
      (coda ? random.pick(syllables.coda) : '');
  }
  return capital(word + end);
}

function givenName(random: Random, origin: string): string {
  if (random.chance(0.035)) return random.pick(wordlike.given);
  if (origin === 'invented') {
    if (random.chance(0.2)) return givenName(random, 'us');
    return random.chance(0.75) ? chains.given.draw(random) : inventedWord(random, syllables.givenEnd);
  }
  if (origin === 'us' || origin === 'british') {
    const list = given[random.chance(0.5) ? 'usFemale' : 'usMale']!;
    if (random.chance(0.06)) return random.pick(nicknames);
    return random.chance(0.65) ? random.pickEarly(list.slice(0, 200)) : random.pick(list);
  }
  if (origin === 'usRare') return random.pick(given[random.chance(0.6) ? 'usFemale' : 'usMale']!);
  return random.pick(given[origin]!);
}

function familyName(random: Random, origin: string): string {
  if (random.chance(0.035)) return random.pick(wordlike.family);
  let name: string;
  if (origin === 'invented')
    name = random.chance(0.75) ? chains.family.draw(random) : inventedWord(random, syllables.familyEnd);
  else if (origin === 'us')
    name = random.chance(0.65) ? random.pickEarly(family['us']!.slice(0, 500)) : random.pick(family['us']!);
  else name = random.pick(family[origin] ?? family['us']!);
  if (name === 'dela' || name === 'Dela' || name === 'bin' || name === 'Abu')
    name = `${name} ${name === 'bin' ? 'Laith' : 'Cruz'}`;
  const shape = random.below(1000);
  if (shape < 18) return `${name}-${random.pick(family['us']!)}`;
  if (shape < 24) return `O${random.chance(0.7) ? "'" : '’'}${name}`;
  if (shape < 32 && /^[A-Z][a-z]+$/.test(name))
    return `${random.pick(['Mc', 'Mac', 'Fitz', 'De', 'Le', 'La', 'Van', 'Di', 'St. '])}${name}`;
  if (shape < 48)
    return `${random.pick(['de', 'de la', 'del', 'van', 'van der', 'van den', 'von', 'da', 'dos', 'di', 'bin', 'al', 'ter', 'le', 'du', 'ibn', 'El', 'Ben', 'Van', 'De La', 'de los', 'zu', 'af'])} ${name}`;
  return name;
}

/** A person with names of one origin, sometimes a mixture of two. */
export function somePerson(random: Random): Person {
  const origin = random.weighted(ORIGINS);
  const other = random.chance(0.15) ? random.weighted(ORIGINS) : origin;
  const order: Order =
    other === 'hispanic' && random.chance(0.3)
      ? 'two families'
      : EASTERN.has(origin) && EASTERN.has(other) && random.chance(0.4)
        ? 'eastern'
        : 'western';
  let first = givenName(random, other);
  if (random.chance(0.012)) first = `${first}-${givenName(random, other)}`;
  const last = familyName(random, origin);
  return {
    given: first,
    family:
      order === 'two families'
        ? `${last} ${random.chance(0.1) ? 'y ' : ''}${familyName(random, 'hispanic')}`
        : last,
    middle: givenName(random, other),
    order,
  };
}

/** In double, curly or single quotation marks. */
function quoted(random: Random, text: string): string {
  const [open, close] = random.pick(QUOTES);
  return `${open}${text}${close}`;
}

const initial = (name: string) => `${name.charAt(0)}`;

/** Upper or lower case now and then, as people write in haste and registers print. */
export function someCase(random: Random, text: string): string {
  const n = random.below(100);
  return n < 3 ? text.toUpperCase() : n < 6 ? text.toLowerCase() : text;
}

/** A whole name in one of its usual forms. */
export function wholeName(random: Random, p: Person): string {
  const { given: g, family: f, middle: m } = p;
  if (p.order === 'eastern' && random.chance(0.7)) return `${f} ${g}`;
  const name = random.weighted<() => string>([
    [500, () => `${g} ${f}`],
    [80, () => `${g} ${initial(m)}. ${f}`],
    [15, () => `${g} ${initial(m)} ${f}`],
    [60, () => `${g} ${m} ${f}`],
    [18, () => `${initial(g)}. ${initial(m)}. ${f}`],
    [10, () => `${initial(g)}.${initial(m)}. ${f}`],
    [6, () => `${initial(g)}${initial(m)} ${f}`],
    [28, () => `${initial(g)}. ${f}`],
    [12, () => `${g} ${initial(f)}.`],
    [5, () => `${g} ${initial(f)}`],
    [40, () => `${f}, ${g}`],
    [12, () => `${f}, ${g} ${initial(m)}.`],
    [10, () => `${f.toUpperCase()}, ${g}`],
    [8, () => `${f.toUpperCase()}, ${g} ${initial(m)}.`],
    [6, () => `${f.toUpperCase()} ${g}`],
    [8, () => `${g} ${f.toUpperCase()}`],
    [14, () => `${g} ${f} ${random.pick(['Jr.', 'Jr', 'Sr.', 'II', 'III', 'IV', 'Jr.'])}`],
    [6, () => `${g} ${f}, ${random.pick(['Jr.', 'Sr.', 'III'])}`],
    [10, () => `${g} ${quoted(random, random.pick(nicknames))} ${f}`],
    [5, () => `${g} (${random.pick(nicknames)}) ${f}`],
    [5, () => `${initial(g)}. ${m} ${f}`],
    [30, () => g],
    [6, () => f],
    [8, () => `${g} ${m} ${familyName(random, 'us')} ${f}`],
  ])();
  return someCase(random, name);
}

const TITLES = [
  'Mr',
  'Mr.',
  'Ms',
  'Ms.',
  'Mrs',
  'Mrs.',
  'Miss',
  'Dr',
  'Dr.',
  'Prof.',
  'Professor',
  'Doctor',
  'Sir',
  'Lady',
  'Lord',
  'Rev.',
  'Father',
  'Sister',
  'Judge',
  'Capt.',
  'Captain',
  'Sgt.',
  'Lt.',
  'Officer',
  'Detective',
  'Nurse',
  'Coach',
  'Senator',
  'Sen.',
  'Rep.',
  'Mx.',
  'Herr',
  'Frau',
  'Señor',
  'Sra.',
  'Monsieur',
  'Mme',
  'Signor',
  'Hon.',
  'Pastor',
  'Rabbi',
  'Imam',
  'Uncle',
  'Aunt',
  'Auntie',
  'Madam',
  'Mister',
  'Shri',
  'Smt.',
];
const COMMON_TITLES = TITLES.slice(0, 12);

function title(random: Random): string {
  return random.chance(0.75) ? random.pick(COMMON_TITLES) : random.pick(TITLES);
}

function simpleFamily(subject: Subject, random: Random): string {
  const f = subject.person.family;
  return random.chance(0.03) ? f.toUpperCase() : f;
}

export const PERSON_FILLERS = {
  given: (subject, random) => someCase(random, subject.person.given),
  family: (subject, random) => someCase(random, subject.person.family),
  person: (subject, random): readonly Piece[] => {
    const name: Piece = { text: wholeName(random, subject.person), slot: 'person' };
    return random.chance(0.06) && name.text.includes(' ') && !name.text.includes(',')
      ? [{ text: `${title(random)} ` }, name]
      : [name];
  },
  'titled-family': (subject, random): readonly Piece[] => {
    const t = title(random);
    const name: Piece = { text: simpleFamily(subject, random), slot: 'titled-family' };
    return [{ text: random.chance(0.02) ? `${t.toLowerCase()} ` : `${t} ` }, name];
  },
  nickname: (_, random) =>
    random.chance(0.85) ? random.pick(nicknames) : inventedWord(random, ['', 'y', 'ie', 'o', 'a']),
} satisfies Readonly<Record<string, Filler>>;
