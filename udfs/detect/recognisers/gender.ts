import type { Recogniser } from '../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { fieldValue } from './field-value.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const FIELD = 1;
const NOUN = 2;
const LETTER = 3;
const IDENTITY = 4;
const TRIGGERS = new Map<string, number>();
for (const word of set(
  'sex gender geschlecht sexe sexo genre género genero patientsex patientgender birthsex genderidentity',
))
  TRIGGERS.set(word, FIELD);
for (const word of set('woman man male female boy girl gentleman lady')) TRIGGERS.set(word, NOUN);
for (const word of set('f m')) TRIGGERS.set(word, LETTER);
for (const word of set(
  'binary nonbinary transgender genderqueer genderfluid agender bigender intersex cisgender enby transwoman transman transmasculine transfeminine',
))
  TRIGGERS.set(word, IDENTITY);
const TRIGGERING = markWords(TRIGGERS.keys());

const TRANS = set('trans transgender transsexual cis cisgender');
const VALUES = set(
  'male female m f x w man woman boy girl nonbinary transgender transmale transfemale genderqueer genderfluid agender intersex masculino femenino masculin féminin männlich weiblich divers mujer hombre homme femme enby',
);
const WHOLE_WORDS = set('male female nonbinary transgender intersex');
const PERSONS = set(
  'patient pt client infant newborn neonate toddler caller applicant resident victim suspect driver',
);
const COPULAS = set("is was am be being i'm im he's she's they're are");
const FUNCTION = set(
  'the a an and or of in on at to for by with from is was are were be his her their my your this that it he she they who whose which if when than as one',
);
/** The end of an age: "46-year-old", "58 y/o", "aged 47". */
const AGE_END =
  /(?:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[ .-]{0,2}(?:old|of age)|\d ?(?:years?|yrs?|y\/o|y\.o\.?|yo)|\baged? (?:\d{1,3}|\w{1,8}-\w{3,5}))$/i;
const AGE_THEN_LETTER = /^(\d{1,3})(?:yo|y)?([mfMF])$/;

/** Words and letters that state a person's gender: entries of forms, identifications, the head of a clinical note. */
export const gender: Recogniser = {
  name: 'gender',
  recognise(view, _turns, sink) {
    const { text, kind, lower, start, end } = view;
    const add = (first: number, last: number, score: number): void =>
      sink.add(start[first]!, end[last]!, 'GENDER_IDENTIFIER', score);
    for (const token of markedTokens(view, TRIGGERING)) {
      const trigger = TRIGGERS.get(lower[token]!);
      if (trigger === FIELD) {
        const value = entryOf(view, token);
        if (value >= 0) add(value, valueEnd(view, value), 0.95);
      } else if (trigger === LETTER) {
        if (isLetter(view, token)) add(token, token, 0.8);
      } else if (trigger === NOUN) {
        const first =
          token > 0 && TRANS.has(lower[token - 1]!) && view.gap[token] !== Gap.LINE ? token - 1 : token;
        if (isStated(view, first, token)) add(first, token, 0.85);
      } else {
        let first = token;
        if (lower[token] === 'binary') {
          if (token < 2 || lower[token - 1] !== '-' || lower[token - 2] !== 'non') continue;
          first = token - 2;
        }
        if (identifies(view, first) || isCopula(view, first) || PERSONAL.has(lower[token + 1] ?? ''))
          add(first, token, 0.85);
      }
    }
    // "55M": the patterns take the age, the letter is the gender.
    for (const token of view.numeric) {
      const size = end[token]! - start[token]!;
      if (kind[token] !== TokenKind.CODE || size < 3 || size > 6) continue;
      const written = AGE_THEN_LETTER.exec(text.slice(start[token]!, end[token]!));
      if (written === null || Number(written[1]) > 115 || Number(written[1]) < 1) continue;
      if (!/[MF]$/.test(written[0]) || text[start[token]! - 1] === '$') continue;
      if (isMeasure(view, token)) continue;
      sink.add(end[token]! - 1, end[token]!, 'GENDER_IDENTIFIER', 0.62);
    }
  },
};

const PERSONAL = set('person individual patient client student woman man');
const BEFORE_NAME = set('. & - : / + #');

/** The token of a field's value, if it is one: after a separator, after "[x]", or directly after the word. */
function entryOf(view: TextView, key: number): number {
  const { lower, gap, count } = view;
  if (key > 0 && lower[key - 1] === '-' && gap[key] === Gap.NONE) return -1;
  let value = fieldValue(view, key);
  if (value >= 0) {
    if (
      lower[value] === '[' ||
      lower[value] === '(' ||
      lower[value] === '\u2610' ||
      lower[value] === '\u2612'
    ) {
      const most = Math.min(count - 2, value + 14);
      for (let at = value; at < most && (at === value || gap[at] !== Gap.LINE); at++) {
        if (lower[at] === '\u2612' || lower[at] === '\u2611') return isValue(view, at + 1) ? at + 1 : -1;
        if (lower[at] === 'x' && (lower[at + 1] === ']' || lower[at + 1] === ')'))
          return isValue(view, at + 2) ? at + 2 : -1;
      }
      return -1;
    }
    return isValue(view, value) ? value : -1;
  }
  value = key + 1;
  if (value < count && gap[value] === Gap.SPACE && WHOLE_WORDS.has(lower[value]!)) return value;
  return -1;
}

function isValue(view: TextView, token: number): boolean {
  const { lower, gap } = view;
  if (token >= view.count) return false;
  const word = lower[token]!;
  if (word === 'non' && lower[token + 1] === '-' && lower[token + 2] === 'binary') return true;
  if (TRANS.has(word)) return true;
  if (!VALUES.has(word)) return false;
  // "F/M", "M-12", "male or female": choices and codes, not an entry.
  const next = lower[token + 1] ?? '';
  return !(
    (gap[token + 1] === Gap.NONE &&
      (next === '/' || next === '-' || next === "'") &&
      token + 1 < view.count) ||
    ((next === 'or' || next === '/' || next === '|') &&
      VALUES.has(lower[token + 2] ?? '') &&
      gap[token + 1] !== Gap.LINE)
  );
}

function valueEnd(view: TextView, value: number): number {
  const { lower, gap } = view;
  if (lower[value] === 'non') return value + 2;
  const next = lower[value + 1] ?? '';
  if (TRANS.has(lower[value]!) && gap[value + 1] === Gap.SPACE && VALUES.has(next)) return value + 1;
  return value;
}

/** True if the text up to the end of this token ends in an age. */
function endsAge(view: TextView, token: number): boolean {
  if (token < 0) return false;
  const end = view.end[token]!;
  return AGE_END.test(view.text.slice(Math.max(0, end - 24), end));
}

function isStated(view: TextView, first: number, last: number): boolean {
  const { lower, gap, kind } = view;
  if (gap[last + 1] === Gap.NONE && lower[last + 1] === '-' && last + 1 < view.count) return false;
  if (identifies(view, first)) return true;
  if (first < last && (isCopula(view, first) || FUNCTION.has(lower[first - 1] ?? ''))) return true;
  const word = lower[last]!;
  const before = first > 0 && gap[first] !== Gap.LINE ? lower[first - 1]! : '';
  if (before === 'baby' && (word === 'boy' || word === 'girl')) return true;
  if (word === 'male' || word === 'female') {
    if (before === 'assigned') return true;
    if (gap[last + 1] === Gap.SPACE && PERSONS.has(lower[last + 1] ?? '') && before !== 'the') return true;
  }
  if (isCopula(view, first)) {
    let at = first - 1;
    if (lower[at] === 'a' || lower[at] === 'an') at--;
    if (PERSONS.has(lower[at - 1] ?? '') && (word === 'male' || word === 'female' || at < first - 1))
      return true;
  }
  // "46-year-old woman", "58 y/o white female"
  let at = first - 1;
  for (let words = 0; at >= 0 && words <= 2; words++) {
    if (gap[at + 1] === Gap.LINE) break;
    if (endsAge(view, lower[at] === ',' ? at - 1 : at)) return true;
    if (kind[at] !== TokenKind.WORD || FUNCTION.has(lower[at]!)) break;
    at--;
    // "right-handed"
    if (
      lower[at] === '-' &&
      kind[at - 1] === TokenKind.WORD &&
      gap[at] === Gap.NONE &&
      !endsAge(view, at - 1) &&
      !FUNCTION.has(lower[at - 1]!)
    )
      at -= 2;
  }
  // "Woman of 83", "man, 34,"
  const link = lower[last + 1] ?? '';
  if (
    (link === 'of' || link === ',' || link === 'aged' || link === '(') &&
    kind[last + 2] === TokenKind.NUMBER
  ) {
    const age = Number(lower[last + 2] || 'NaN');
    const next = last + 3;
    const closes =
      next >= view.count ||
      gap[next] === Gap.LINE ||
      lower[next] === ',' ||
      lower[next] === ')' ||
      (lower[next] === '.' && gap[next + 1] !== Gap.NONE);
    if (last + 2 < view.count && age >= 1 && age <= 115 && closes) return true;
  }
  return false;
}

/** "identifies as a …" */
function identifies(view: TextView, first: number): boolean {
  const { lower } = view;
  let at = first - 1;
  if (lower[at] === 'a' || lower[at] === 'an') at--;
  return at > 0 && lower[at] === 'as' && /^(?:self)?identif(?:y|ies|ied|ying)$/.test(lower[at - 1]!);
}

/** "is a …", "I'm …" */
function isCopula(view: TextView, first: number): boolean {
  const { lower } = view;
  let at = first - 1;
  if (lower[at] === 'a' || lower[at] === 'an') at--;
  return at >= 0 && COPULAS.has(lower[at]!);
}

/** A capital M or F after a date of birth, or after an age. */
function isLetter(view: TextView, token: number): boolean {
  const { text, lower, gap, kind, start, end } = view;
  const code = text.charCodeAt(start[token]!);
  if ((code !== 70 && code !== 77) || token === 0 || gap[token] === Gap.LINE) return false;
  const next = token + 1;
  if (next < view.count && gap[next] === Gap.NONE && (BEFORE_NAME.has(lower[next]!) || lower[next] === "'"))
    if (lower[next] !== '.' || gap[next + 1] === Gap.NONE || kind[next + 1] === TokenKind.WORD) return false;
  let at = token - 1;
  if (gap[token] !== Gap.NONE && endsAge(view, at)) return true;
  if (lower[at] === ',' || lower[at] === '|' || lower[at] === '(' || lower[at] === ')' || lower[at] === '/') {
    if (lower[at] === '/' && kind[at - 1] === TokenKind.NUMBER && gap[token] === Gap.NONE) {
      const age = Number(lower[at - 1] || 'NaN');
      if (age >= 1 && age <= 115 && end[at - 1]! - start[at - 1]! <= 3 && lower[at - 2] !== '/') return true;
    }
    at--;
    if (endsAge(view, at)) return true;
  }
  if (at < 0 || (kind[at] !== TokenKind.NUMBER && lower[at] !== ')')) return false;
  const least = Math.max(0, at - 9);
  for (let back = at; back >= least; back--) {
    const word = lower[back]!;
    if (word === 'dob' || word === 'born' || word === 'birth' || word === 'birthdate') return true;
    if (word === 'b' && lower[back - 1] === 'o' && lower[back - 2] === 'd') return true;
    if (word === 'b' && lower[back - 2] === 'o') return true;
    if (gap[back] === Gap.LINE) return false;
  }
  return false;
}

const MEASURES = set('degrees deg users people dollars usd revenue funding views downloads and temperature');

function isMeasure(view: TextView, token: number): boolean {
  const next = token + 1;
  return next < view.count && view.gap[next] === Gap.SPACE && MEASURES.has(view.lower[next]!);
}
