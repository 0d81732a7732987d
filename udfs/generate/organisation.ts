import { coinedName } from './coined-name.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';
import { inCaseOf } from './letter-case.js';
import { familyNames } from './name-pools.js';
import { usPlaces } from './us-places.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Words that say what kind of organisation it is; they stay where they are. */
const KIND = words(
  'inc llc llp lp ltd limited corp corporation co company plc gmbh ag sa sarl spa bv nv ab oy kg pty pte bank trust union credit savings insurance assurance mutual life university college school academy institute hospital clinic medical health healthcare care center centre hospice dental dentistry pediatrics cardiology oncology physicians surgery hotel hotels motel inn resort resorts restaurant cafe grill bakery airlines airways air motors auto automotive partners associates foundation society technologies technology tech systems software solutions labs laboratories pharmacy pharmaceuticals wireless telecom communications mobile energy electric power gas water utilities financial finance investments investment holdings group capital ventures logistics shipping freight transport transportation church temple synagogue mosque ministries association federation council committee department ministry agency bureau commission authority office police fire court district county city state national international global american services service systems supply consulting consultants advisors law offices office firm legal studios media entertainment press news times journal post gazette books publishing records games sports club gym fitness realty properties property estate homes construction builders plumbing heating roofing electrical landscaping cleaning repair rental rentals market markets foods grocery stores store shop outlet brands industries manufacturing products enterprises works mills farms dairy brewery winery library museum theater theatre gallery zoo high elementary middle community regional general memorial childrens presbyterian methodist baptist lutheran catholic',
);
const SMALL = words('st saint mt mount of the and for at in on de la du des und y e & + a');
const LEGAL = words(
  'inc llc llp lp ltd limited corp corporation co company plc gmbh ag sa sarl spa bv nv ab oy kg pty pte',
);
const SECOND =
  'Ridge Point Harbor Bridge Valley Crest Grove Summit Meadow Landing Crossing Field Haven Shore Gate Spring Heights Bay Park Forge'.split(
    ' ',
  );
const TITLED = /[\p{L}\p{M}\p{N}]+(?:['\u2019.&-][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * A made-up name in the shape of the old one: words for its kind ("Bank", "Hospital", "Inc.", "University of") stay, the
 * others become as many new ones, two at most; an acronym becomes an acronym. "Acme", "Acme Inc." and the host acme.com
 * share their new name.
 */
export const organisation: Generator = (value, context) => {
  const parts = [...value.matchAll(TITLED)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
    kind: kindOf(word),
  }));
  const own = parts.filter(({ kind }) => kind === 'own');
  if (own.length === 0) return allKinds(value, context.draw('organisation', value.toLowerCase()));
  const stem = own.map(({ word }) => word.toLowerCase().replace(/['\u2019]s$|[^\p{L}\p{N}]/gu, '')).join('');
  const draw = context.draw('organisation', stem);
  if (
    own.length === 1 &&
    /^[A-Z][A-Z&]{1,4}$/.test(own[0]!.word) &&
    value !== value.toLowerCase() &&
    isAcronym(value, own[0]!.word)
  )
    return put(value, own, [acronym(own[0]!.word, draw)]);
  const first = coinedName(draw);
  const fresh = own.map((_, at) => (at === 0 ? first : at === 1 ? pick(draw, SECOND) : ''));
  // "Smith & Jones": two names.
  if (own.length > 1 && /(?:&|\band\b)/i.test(value.slice(own[0]!.end, own[own.length - 1]!.start)))
    for (let at = 1; at < fresh.length; at++) fresh[at] = familyNames().evenly(draw);
  if (own.length > 2 && value.includes(','))
    for (let at = 1; at < fresh.length; at++) fresh[at] = familyNames().evenly(draw);
  return put(value, own, fresh);
};

function kindOf(word: string): 'own' | 'kind' | 'small' {
  const lower = word.toLowerCase().replace(/['\u2019]s?$|\.$/, '');
  if (SMALL.has(lower)) return 'small';
  return KIND.has(lower.replace(/['\u2019.]/g, '')) ? 'kind' : 'own';
}

/** New words in the places of the old ones; an empty one takes the space before it along. */
function put(
  value: string,
  own: readonly { readonly word: string; readonly start: number; readonly end: number }[],
  fresh: readonly string[],
): string {
  let out = '';
  let at = 0;
  for (const [index, { word, start, end }] of own.entries()) {
    const before = value.slice(at, start);
    const next = fresh[index]!;
    const possessive = /['\u2019]s$/.exec(word)?.[0] ?? '';
    const capital =
      /^\p{Ll}/u.test(word) && value !== value.toLowerCase() ? next.toLowerCase() : inCaseOf(value, next);
    out += next === '' ? before.replace(/[\s-]+$/, '') : before + capital + possessive;
    at = end;
  }
  return out + value.slice(at);
}

function isAcronym(value: string, word: string): boolean {
  return value.length === word.length || value !== value.toUpperCase();
}

function acronym(word: string, draw: Draw): string {
  let fresh = '';
  for (let at = 0; at < word.length; at++)
    fresh += word[at] === '&' ? '&' : String.fromCharCode(65 + draw.below(26));
  return fresh;
}

/** "General Hospital", "First National Bank", "The Department of Health": a place in front of the kind. */
function allKinds(value: string, draw: Draw): string {
  const { rows } = usPlaces();
  const place = rows[draw.below(rows.length)]!.name;
  const [, article = '', rest = value] = /^(the\s+)?(.*)$/is.exec(value) ?? [];
  // The place takes the first word's place, where there are several.
  const kind = /\s/.test(rest)
    ? rest.slice(rest.search(/\s/))
    : LEGAL.has(rest.toLowerCase())
      ? ''
      : ` ${rest}`;
  return article + inCaseOf(value, place) + kind;
}
