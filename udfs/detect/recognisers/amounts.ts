import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { markWords } from '../word-marks.js';
import { contextOf, cueBefore, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt, mayBeLetterAt } from './match-at.js';

/** Thousands by comma, dot, space or apostrophe; decimals by dot or comma. */
const NUMBER =
  /\d{1,3}(?:,\d{2,3}){1,6}(?:\.\d{1,4})?|\d{1,3}(?:\.\d{3}){1,6}(?:,\d{1,2})?(?!\d)|\d{1,3}(?:[ '\u2019\u00a0\u202f]\d{3}){1,6}(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,4})?/y;
const SCALE =
  /(?:\s|-)?(?:k|m|mm|mn|mio|b|bn|t|tn|million|millions|billion|billions|trillion|thousand|hundred|grand|lakhs?|crores?|mill?ionen|milliarden|millones|millions|tsd)\b\.?/iy;
const CURRENCY =
  /(?:\s|-)?(?:(?:us|u\.s\.|american|canadian|australian|new\szealand|hong\skong|singapore|swiss|danish|swedish|norwegian|icelandic|czech|polish|turkish|indian|pakistani|mexican|philippine|south\safrican|nigerian|egyptian|british|irish|japanese|chinese|brazilian|russian)\s)?(?:dollars?|bucks|cents?|pence|quid|usd|eur|euros?|pounds?(?:\ssterling)?|sterling|gbp|cad|aud|nzd|chf|francs?|franken|jpy|yen|cny|rmb|yuan|inr|rupees?|rs|krw|won|mxn|pesos?|brl|reais|real|sek|nok|dkk|kr|kronor|kroner|pln|z\u0142|zloty|czk|huf|try|lira|rub|rubles?|roubles?|\u0440\u0443\u0431|zar|rand|ngn|naira|ils|nis|shekels?|aed|dirhams?|sar|riyals?|thb|baht|sgd|hkd|php|idr|vnd|twd|btc|eth|usdt)(?![A-Za-z0-9])\.?/iy;
const SIGN_AFTER =
  /[ \u00a0\u202f]?[$\u00a2\u20ac\u00a3\u00a5\u20b9\u20bd\u20a9\u20aa\u20ba\u20ab\u20b4\u20a6\u20b1\u0e3f]/y;
const SIGNS =
  '$\u20ac\u00a3\u00a5\u20b9\u20bd\u20a9\u20aa\u20ba\u20ab\u20b4\u20a6\u20b1\u0e3f\u00a2\uffe5\uff04';
const CODES = new Set(
  'usd eur gbp cad aud nzd chf jpy cny rmb inr krw mxn brl sek nok dkk pln czk huf try rub zar ngn ils aed sar thb sgd hkd php idr vnd twd rs btc eth kr fr dm'.split(
    ' ',
  ),
);
/** What an amount is for each of: "/hr", "/month"; and the marks that close one: ".-", "/-", ",--". */
const RATE =
  /\s?\/\s?(?:h|hr|hrs|hour|d|day|wk|week|mo|mth|month|q|qtr|quarter|y|yr|year|annum|night|sq\s?ft|unit|head|person|pp|pax|kg|lb|oz|km|mile|gal|gallon|each|ea|share|session|visit|class|lesson|seat|user|tonne|ton|m2)(?![A-Za-z0-9])\.?|(?:[.,]|\/)?[-\u2013\u2014]{1,2}(?![A-Za-z0-9])/iy;
/** "R 4 417,80", "R1 250.00": rands, told by their cents or thousands. */
const RAND = /R\s?(?:\d{1,3}(?:[ ,\u00a0]\d{3})+(?:[.,]\d{2})?|\d{1,6}[.,]\d{2})(?![\d.,]*\d)/y;
/** "85K a year" */
const YEARLY = /\d{2,3}(?:[.,]\d)?\s?[kK]\s(?:a|per)\s(?:year|annum|yr)\b/y;
const RANGE = /\s?(?:-|\u2013|to)\s?[$\u20ac\u00a3]?(?=\d)/y;
const AGE_AFTER =
  /(?:\s|-)?(?:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)(?:\s|-)?(?:old|of\sage)|y[/.]?o\.?|y\.o\.|yo\b|yr\sold|yrs?\.?\sold|jahre\salt|j\u00e4hrige[rn]?|ans\b|a\u00f1os\b|anos\sde\sidade|anni\b|jaar\soud|-?j\u00e4hrig)(?![A-Za-z])/iy;
const YEARS_AFTER = /(?:\s|-)?(?:years?|yrs?|months?|mths?|weeks?|wks?)(?![A-Za-z])/iy;
const AGE_SEX = /^(\d{1,3})(?:yo)?([mfMF])$/;
const AGE_CODE = /^(\d{1,3})(?:yo|yrs?|ys?)$/i;
const SEX_AFTER = /\/?\s?(?:yo\s?)?(?:\/\s?)?[MF](?![A-Za-z0-9'])/y;
const AGES = cueSet(Cue.AGE);
const DECADE_OF_LIFE = markWords(
  'twenties thirties forties fifties sixties seventies eighties nineties teens'.split(' '),
);
const WHOSE = new Set('his her their my your'.split(' '));
const NOT_AGE = new Set('of in by at to'.split(' '));

/** Money with its sign, code or word, and people's ages. */
export const amounts: Recogniser = {
  name: 'amounts',
  recognise(view, turns, sink) {
    const { text } = view;
    const context = contextOf(view);
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (start < covered) continue;
      const size = view.end[token]! - start;
      const letter = text[start] === 'R' ? start : text[start - 2] === 'R' ? start - 2 : -1;
      const rand = letter >= 0 && !isWordAt(text, letter - 1) ? matchAt(RAND, text, letter) : -1;
      if (rand > 0) {
        covered = withRate(text, rand);
        sink.add(letter, covered, 'MONEY', 0.9);
        continue;
      }
      const from = signBefore(text, start);
      const word = view.lower[token - 1] === '.' && view.gap[token - 1] === Gap.NONE ? token - 2 : token - 1;
      const coded = from < 0 && word >= 0 && view.gap[token] !== Gap.LINE && CODES.has(view.lower[word]!);
      if (from >= 0 || coded) {
        let end = matchAt(NUMBER, text, start);
        if (end > 0) {
          end = tail(text, end);
          const range = matchAt(RANGE, text, end);
          if (range > 0) {
            const second = matchAt(NUMBER, text, range);
            if (second > 0) end = tail(text, second);
          }
          if (!isWordAt(text, end) || !coded) {
            end = withRate(text, end);
            sink.add(coded ? view.start[word]! : from, end, 'MONEY', coded ? 0.85 : 0.95);
            covered = end;
            continue;
          }
        }
      }
      if (isWordAt(text, start - 1) || !isDigitAt(text, start)) continue;
      const number = matchAt(NUMBER, text, start);
      if (number > 0) {
        const lettered = mayBeLetterAt(text, number);
        const scale = lettered ? matchAt(SCALE, text, number) : -1;
        let word = lettered ? matchAt(CURRENCY, text, scale > 0 ? scale : number) : -1;
        if (word < 0 && mayBeSignAt(text, scale > 0 ? scale : number))
          word = matchAt(SIGN_AFTER, text, scale > 0 ? scale : number);
        if (word > 0) {
          covered = withRate(text, word);
          sink.add(start, covered, 'MONEY', 0.87);
          continue;
        }
        const yearly = size <= 4 ? matchAt(YEARLY, text, start) : -1;
        if (yearly > 0) {
          sink.add(start, yearly, 'MONEY', 0.85);
          covered = yearly;
          continue;
        }
      }
      if (view.kind[token] === TokenKind.CODE) {
        const written = text.slice(start, view.end[token]!);
        const age = AGE_SEX.exec(written) ?? AGE_CODE.exec(written);
        if (age !== null && Number(age[1]) <= 120 && Number(age[1]) >= 1) {
          const sexed = AGE_SEX.test(written);
          const old = matchAt(/\s?(?:old|female|male|man|woman)\b/iy, text, view.end[token]!);
          // "34F" and "5m" are many things: a unit follows a small number, an age opens a note.
          if (!sexed || (size >= 3 && /[MF]$/.test(written) && text[start - 1] !== '$'))
            sink.add(
              start,
              old > 0 && /old$/i.test(text.slice(0, old)) ? old : view.end[token]!,
              'PERSON_AGE',
              sexed ? 0.6 : 0.85,
            );
        }
        continue;
      }
      if (size > 3 || Number(text.slice(start, view.end[token]!)) > 120) continue;
      const after = matchAt(AGE_AFTER, text, view.end[token]!);
      if (after > 0) {
        sink.add(start, after, 'PERSON_AGE', 0.9);
        covered = after;
        continue;
      }
      if (text[start - 1] === '.' || text[start - 1] === '$' || text[view.end[token]!] === '%') continue;
      const distance = cueBefore(context, token, AGES, 4);
      const asked = (turns.of(token).answers & Asked.AGE) !== 0 && token - turns.of(token).body < 3;
      const column = context.column !== undefined && context.column[token] === Cue.AGE;
      if (
        (size <= 3 && (asked || column)) ||
        (distance > 0 && !NOT_AGE.has(view.lower[token - 1]!)) ||
        (distance > 0 && view.lower[token - 1] === 'of')
      ) {
        const years = matchAt(YEARS_AFTER, text, view.end[token]!);
        const end = years > 0 ? years : view.end[token]!;
        if (text[end] === '.' && isDigitAt(text, end + 1)) continue;
        sink.add(start, end, 'PERSON_AGE', size >= 2 || distance <= 2 ? 0.8 : 0.6);
        continue;
      }
      const sex = size === 2 ? matchAt(SEX_AFTER, text, view.end[token]!) : -1;
      if (
        sex > 0 &&
        (text[view.end[token]!] === '/' || text[view.end[token]!] === ' ') &&
        (token === 0 || text[start - 1] !== '.')
      ) {
        sink.add(start, sex, 'PERSON_AGE', text[view.end[token]!] === '/' ? 0.75 : 0.45);
        continue;
      }
      // "Anna Kowalski, 34, of Boston"
      if (
        size === 2 &&
        token >= 2 &&
        view.lower[token - 1] === ',' &&
        view.gap[token - 1] === Gap.NONE &&
        view.caps[token - 2] === Caps.FIRST &&
        view.kind[token - 2] === TokenKind.WORD &&
        text[view.end[token]!] === ',' &&
        text[start - 1] === ' '
      )
        sink.add(start, view.end[token]!, 'PERSON_AGE', 0.5);
    }
    // "in her forties", "in his late 30s"
    for (const token of markedTokens(view, DECADE_OF_LIFE)) decadeOfLife(view, token, sink);
    for (const token of view.numeric)
      if (view.end[token]! - view.start[token]! === 3 && /^\d0s$/.test(view.lower[token]!))
        decadeOfLife(view, token, sink);
  },
};

/** False if surely no currency's sign stands at `offset` or after a space there. */
function mayBeSignAt(text: string, offset: number): boolean {
  let code = text.charCodeAt(offset);
  if (code === 32) code = text.charCodeAt(offset + 1);
  return code === 36 || code > 127;
}

function decadeOfLife(view: TextView, token: number, sink: Sink): void {
  if (token < 2) return;
  let at = token - 1;
  if (/^(?:early|mid|late|-)$/.test(view.lower[at]!)) at--;
  if (view.lower[at] === 'mid' || view.lower[at] === 'late' || view.lower[at] === 'early') at--;
  if (at >= 0 && WHOSE.has(view.lower[at]!))
    sink.add(view.start[token]!, view.end[token]!, 'PERSON_AGE', 0.6);
}

function tail(text: string, end: number): number {
  const scale = matchAt(SCALE, text, end);
  let reach = scale > 0 ? scale : end;
  const word = matchAt(CURRENCY, text, reach);
  if (word > 0) reach = word;
  if (text[reach - 1] === '.') reach--;
  return reach;
}

/** Where an amount ends that ends at `end` without its rate. */
function withRate(text: string, end: number): number {
  const rate = matchAt(RATE, text, end);
  return rate > 0 ? (text[rate - 1] === '.' ? rate - 1 : rate) : end;
}

/** Where a currency sign right before a number begins ("US$", "R$", "-$", "A$" too), or -1. */
function signBefore(text: string, start: number): number {
  let sign = text[start - 1] === ' ' || text[start - 1] === '\u00a0' ? start - 2 : start - 1;
  if (text[sign] === '-' || text[sign] === '(') sign--;
  if (sign < 0 || !SIGNS.includes(text[sign]!)) return -1;
  for (let letters = 0; letters < 2 && sign > 0 && /[A-Z]/.test(text[sign - 1]!); letters++) sign--;
  return sign;
}
