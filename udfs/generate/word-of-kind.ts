import { replaceCharacters } from './characters.js';
import { coinedName } from './coined-name.js';
import { OCCUPATIONS } from './data/occupations.js';
import {
  ADJECTIVES,
  EVENT_KINDS,
  GENDER_WORDS,
  GROUPS_OF_PEOPLE,
  LANGUAGES,
  NOUNS,
} from './data/word-lists.js';
import { freshDigits } from './digit-text.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';
import { capitalisedLike, inCaseOf } from './letter-case.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const SENIORITY = words(
  'senior junior sr lead chief principal head assistant associate deputy vice retired former part-time full-time certified licensed self-employed freelance executive staff acting interim',
);

/** Another occupation; words of rank ("senior", "retired") stay. */
export const occupation: Generator = (value, context) => {
  const draw = context.draw('occupation', value.toLowerCase().replace(/s$/, ''));
  const parts = value.split(/(\s+)/);
  let from = 0;
  while (from < parts.length - 2 && SENIORITY.has(parts[from]!.toLowerCase().replace(/\.$/, ''))) from += 2;
  const rank = parts.slice(0, from).join('');
  const old = value.slice(rank.length);
  let fresh = pick(draw, OCCUPATIONS);
  while (fresh === old.toLowerCase()) fresh = pick(draw, OCCUPATIONS);
  const plural = /[^s]s$/.test(old) && !OCCUPATIONS.includes(old.toLowerCase());
  return rank + capitalisedLike(old, plural ? `${fresh}s`.replace(/mans$/, 'men') : fresh);
};

/** Another nationality, religion or political group of the same kind and number. */
export const groupOfPeople: Generator = (value, context) => {
  const draw = context.draw('group', value.toLowerCase());
  const known = GROUPS_OF_PEOPLE.find((list) =>
    list.some((word) => word.toLowerCase() === value.toLowerCase()),
  );
  const list = known ?? GROUPS_OF_PEOPLE[/s$/i.test(value) && !/ese$|ss$/i.test(value) ? 1 : 0]!;
  return inCaseOf(value, other(value, list, draw));
};

export const language: Generator = (value, context) =>
  inCaseOf(value, other(value, LANGUAGES, context.draw('language', value.toLowerCase())));

/** Another word for a gender that can stand in the same place. */
export const genderIdentifier: Generator = (value, context) => {
  const lower = value.toLowerCase().replace(/\.$/, '');
  const bare = lower.replace(/-/g, '');
  const list = GENDER_WORDS.find((one) => one.includes(bare) || one.includes(lower)) ?? GENDER_WORDS[0]!;
  const fresh = other(bare, list, context.draw('gender', bare));
  const stop = value.endsWith('.') && fresh.length <= 3 ? '.' : '';
  if (value.replace('.', '').length === 1) return (value === lower ? fresh : fresh.toUpperCase()) + stop;
  return capitalisedLike(value, fresh) + stop;
};

function other(value: string, list: readonly string[], draw: Draw): string {
  const lower = value.toLowerCase();
  let fresh = pick(draw, list);
  while (fresh.toLowerCase() === lower) fresh = pick(draw, list);
  return fresh;
}

/** A made-up product; numbers of models keep their form, and so do words for what it is. */
export const product: Generator = (value, context) => {
  const draw = context.draw('product', value.toLowerCase());
  let named = false;
  const fresh = value
    .replace(/[\p{L}\p{M}\p{N}'\u2019]+/gu, (word) => {
      if (/\d/.test(word))
        return /^\d+$/.test(word) ? freshDigits(draw, word) : replaceCharacters(word, draw);
      if (PRODUCT_KINDS.has(word.toLowerCase())) return word;
      if (named) return '\u0000';
      named = true;
      return inCaseOf(word, coinedName(draw));
    })
    .replace(/[\s-]{0,4}\u0000/g, '');
  return named || fresh !== value ? fresh : inCaseOf(value, `${coinedName(draw)} ${value}`);
};

const PRODUCT_KINDS = words(
  'pro max plus mini ultra air lite basic premium deluxe edition series model the router modem phone smartphone laptop tablet watch camera printer monitor headphones speaker tv television app software suite cloud card plan account console controller charger battery refrigerator washer dryer oven vacuum mattress sofa chair desk shoes jacket car truck suv sedan van bike pump inhaler tablets pill cream kit set pack version gb tb inch',
);

const EVENT_WORDS = new Set([
  ...EVENT_KINDS.map((kind) => kind.toLowerCase()),
  ...words(
    'annual international national world summer winter spring fall autumn war battle day week night hurricane storm olympics olympic the of and party wedding concert tour meeting race awards ceremony election elections bowl series league hackathon webinar',
  ),
]);

/** A made-up event of the same kind; years and numbers are replaced. */
export const event: Generator = (value, context) =>
  titledThing(value, context.draw('event', value.toLowerCase()), EVENT_WORDS, (draw) =>
    pick(draw, EVENT_KINDS),
  );

const LAW_WORDS = words(
  'act acts law laws code regulation regulations directive rule rules bill amendment treaty convention constitution ordinance statute title section article chapter part of the and on for protection rights fair federal state public national u.s.c usc cfr c.f.r eu',
);

/** A made-up law of the same kind; its numbers are replaced. */
export const law: Generator = (value, context) => {
  const draw = context.draw('law', value.toLowerCase());
  if (/^[A-Z]{3,7}$/.test(value)) return replaceCharacters(value, draw);
  return titledThing(value, draw, LAW_WORDS, () => 'Act');
};

/** A made-up title. */
export const workOfArt: Generator = (value, context) => {
  const draw = context.draw('work-of-art', value.toLowerCase());
  const quote = /^["'\u201c\u2018]/.exec(value)?.[0] ?? '';
  const end = quote === '' ? '' : (/["'\u201d\u2019]$/.exec(value)?.[0] ?? '');
  const bare = value.slice(quote.length, value.length - end.length);
  const count = bare.split(/\s+/).length;
  const adjective = pick(draw, ADJECTIVES);
  const noun = pick(draw, NOUNS);
  const title =
    count === 1
      ? noun
      : count === 2
        ? `${adjective} ${noun}`
        : count === 3
          ? `The ${adjective} ${noun}`
          : `The ${adjective} ${noun} of the ${pick(draw, NOUNS)}`;
  return quote + capitalisedLike(bare, count === 1 ? title : inCaseOf(bare, title)) + end;
};

const PROJECT_WORDS = words(
  'project operation program programme initiative phase the mission plan campaign codename',
);

/** Two words, as projects are named; "Project", numbers and joints stay in place. */
export const projectName: Generator = (value, context) =>
  titledThing(value, context.draw('project', value.toLowerCase()), PROJECT_WORDS, () => 'Project');

const TITLE_WORD = /[\p{L}\p{M}'\u2019.]*\p{L}|\p{N}+/gu;
const ROMAN = 'I II III IV V VI VII VIII IX X XI XII'.split(' ');

/** Words of `kinds` stay; the first other word becomes an adjective, the second a noun, further ones go. */
function titledThing(
  value: string,
  draw: Draw,
  kinds: ReadonlySet<string>,
  kind: (draw: Draw) => string,
): string {
  let named = 0;
  const own = (value.match(TITLE_WORD) ?? []).filter(
    (word) => /^\p{L}/u.test(word) && !kinds.has(word.toLowerCase()),
  ).length;
  const fresh = value
    .replace(TITLE_WORD, (word) => {
      if (/^\p{N}/u.test(word))
        return /^(?:19|20)\d\d$/.test(word)
          ? String(Number(word) + 1 + draw.below(3))
          : freshDigits(draw, word);
      if (kinds.has(word.toLowerCase())) return word;
      if (ROMAN.includes(word)) return other(word, ROMAN, draw);
      named++;
      if (/^[A-Z]{2,6}$/.test(word) && (value !== value.toUpperCase() || own === 1))
        return replaceCharacters(word, draw);
      if (own === 1 && /\s/.test(value)) return inCaseOf(word, pick(draw, NOUNS));
      if (named === 1) return inCaseOf(word, pick(draw, ADJECTIVES));
      return named === 2 ? inCaseOf(word, pick(draw, NOUNS)) : '\u0000';
    })
    .replace(/[\s-]{0,4}\u0000/g, '');
  if (named === 0 && fresh !== value) return fresh;
  if (/^[A-Z]{2,6}\b/.test(value) && own === 1 && named === 1) return fresh;
  if (named > 1 || (named === 1 && /\s/.test(fresh.trim()) && fresh !== value)) return fresh;
  if (named === 1)
    return inCaseOf(value, `${pick(draw, ADJECTIVES)} ${pick(draw, NOUNS)}`).replace(
      /\s/,
      /\s/.test(value) ? ' ' : '',
    );
  // Nothing but words for the kind: the first one goes, of several.
  const rest = /\s/.test(value) ? value.slice(value.search(/\s/) + 1) : kind(draw);
  return inCaseOf(value, `${pick(draw, ADJECTIVES)} ${rest}`);
}
