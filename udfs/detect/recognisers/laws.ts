import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { matchAt } from './match-at.js';
import { runStart } from './title-run.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const ACRONYMS = set(
  'gdpr hipaa ccpa cpra ferpa coppa fmla erisa glba fcra tcpa fdcpa hitech sox lgpd pipeda fisma emtala foia ada pdpa popia flsa',
);
/** Words around an acronym that make it a law. */
const LEGAL = set(
  'under comply complies compliance compliant complying noncompliance violation violations violate violates violated breach breaches rights right act law laws regulation regulations request section article articles title leave pursuant required requires requirement requirements accommodation accommodations authorization authorisation notice privacy release form rule rules covered protected coverage claim claims art sec exempt exemption audit gdpr hipaa ccpa ferpa legal data consent officer training eligibility eligible filed policy safeguards',
);
/** "Sister Act", "Act One": no laws. */
const NO_ACT = set(
  'sister class balancing disappearing opening closing juggling circus first second final third last next double single solo comedy magic love the an this that your our my their his her and of to in please you must we i they if when',
);
const TRIGGERS = new Map<string, number>();
const ACT = 1;
const TITLE = 2;
const SECTION = 3;
const ACRONYM = 4;
const REGULATION = 5;
const AMENDMENT = 6;
for (const word of ACRONYMS) TRIGGERS.set(word, ACRONYM);
TRIGGERS.set('act', ACT);
TRIGGERS.set('title', TITLE);
for (const word of set('section article art sec')) TRIGGERS.set(word, SECTION);
for (const word of set('regulation directive')) TRIGGERS.set(word, REGULATION);
TRIGGERS.set('amendment', AMENDMENT);
const TRIGGERING = markWords(TRIGGERS.keys());
const ORDINALS = set(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth eighteenth nineteenth twenty-first equal',
);

const YEAR_AFTER = /,? (?:of )?(?:1[2-9]|20)\d\d(?![\d/-])/y;
const ROMAN = /^[IVXL]{1,6}$/;
/** "Section 8(a)", "Article 6(1)(f)" */
const SUBDIVISION = /\.? ?§? ?\d{1,5}[a-z]?(?:[.-]\d{1,4})?(?:\([0-9a-zA-Z]{1,4}\)){0,4}/y;
/** "of the", "of", "" before the law's name. */
const OF_THE = / (?:of (?:the )?|\()?/y;
const EU_NUMBER = / (?:\((?:EU|EC|EEC|EU, Euratom)\) )?(?:No\.? ?)?\d{2,4}\/\d{1,4}(?:\/(?:EC|EU|EEC|JHA))?/y;
/** 18 U.S.C. § 1030(a)(2), 45 CFR 164.514(b) */
const CITATION =
  /\d{1,3} (?:U\. ?S\. ?C\.(?: ?A\.)?|USCA?|C\. ?F\. ?R\.|CFR)(?: §{1,2}| Sec\.| Section| Part)? ?\d{1,5}[a-z]{0,2}(?:[.-]\d{1,5}[a-z]?)?(?:\([0-9a-zA-Z]{1,4}\)){0,5}/y;

/** Acts, titles and sections of them, regulations of the EU, citations of US law, laws known by their initials. */
export const laws: Recogniser = {
  name: 'laws',
  recognise(view, _turns, sink) {
    const { text, kind, lower, caps, start, end } = view;
    const add = (from: number, to: number, score: number): void => sink.add(from, to, 'LAW', score);
    for (const token of markedTokens(view, TRIGGERING)) {
      // With a capital only.
      if (text[start[token]!] === lower[token]![0]) continue;
      const trigger = TRIGGERS.get(lower[token]!);
      switch (trigger) {
        case ACT: {
          const first = actStart(view, token);
          if (first < 0) break;
          const year = matchAt(YEAR_AFTER, text, end[token]!);
          if (caps[token] === Caps.ALL && year < 0) break;
          add(start[first]!, year > 0 ? year : end[token]!, 0.92);
          break;
        }
        case TITLE: {
          const number = token + 1;
          if (number >= view.count || view.gap[number] !== Gap.SPACE) break;
          const written = text.slice(start[number]!, Math.min(end[number]!, start[number]! + 8));
          const roman = ROMAN.test(written);
          if (!roman && (kind[number] !== TokenKind.NUMBER || written.length > 2)) break;
          const law = lawAfter(view, number, end[number]!);
          if (law > 0) add(start[token]!, law, 0.93);
          else if (roman && written !== 'I' && caps[token] === Caps.FIRST)
            add(start[token]!, end[number]!, 0.85);
          break;
        }
        case SECTION: {
          const number = matchAt(SUBDIVISION, text, end[token]!);
          if (number < 0) break;
          const law = lawAfter(view, token, number);
          if (law > 0) add(start[token]!, law, 0.93);
          break;
        }
        case ACRONYM:
          if (caps[token] === Caps.ALL && isLegal(view, token)) add(start[token]!, end[token]!, 0.85);
          break;
        case REGULATION: {
          const number = matchAt(EU_NUMBER, text, end[token]!);
          if (number > 0) add(start[token]!, number, 0.95);
          break;
        }
        case AMENDMENT:
          if (
            caps[token] === Caps.FIRST &&
            ORDINALS.has(lower[token - 1] ?? '') &&
            caps[token - 1] === Caps.FIRST
          )
            add(start[token - 1]!, end[token]!, 0.85);
          break;
      }
    }
    for (const token of view.numeric) {
      if (kind[token] !== TokenKind.NUMBER || end[token]! - start[token]! > 3) continue;
      const next = text.charCodeAt(end[token]! + 1);
      if (next !== 85 && next !== 67) continue;
      const cited = matchAt(CITATION, text, start[token]!);
      if (cited > 0) add(start[token]!, cited, 0.97);
    }
  },
};

/** First token of "Fair Credit Reporting Act" from its last; -1 if no name stands before "Act". */
function actStart(view: TextView, act: number): number {
  const { lower, caps } = view;
  if (lower[act + 1] === 'now' || caps[act] === Caps.MIXED) return -1;
  const first = runStart(view, act, 12);
  if (first === act) return -1;
  if (first === act - 1 && (NO_ACT.has(lower[first]!) || view.end[first]! - view.start[first]! < 3))
    return -1;
  if (NO_ACT.has(lower[act - 1]!)) return -1;
  return first;
}

/** End of the law's name that follows a title or a section: "of the Civil Rights Act of 1964", "GDPR"; or -1. */
function lawAfter(view: TextView, token: number, offset: number): number {
  const { text, lower, caps, start, end } = view;
  const from = matchAt(OF_THE, text, offset);
  if (from < 0) return -1;
  let at = token;
  const most = Math.min(view.count, token + 24);
  while (at < most && start[at]! < from) at++;
  if (at >= most) return -1;
  const bare = from - offset <= 1;
  for (let words = 0; at < most && words < 12; at++, words++) {
    if (view.gap[at] === Gap.LINE) return -1;
    const word = lower[at]!;
    if (words === 0 && caps[at] === Caps.ALL && ACRONYMS.has(word)) return end[at]!;
    if (words === 0 && caps[at] === Caps.LOWER) return -1;
    if (word === 'act' || word === 'code' || word === 'constitution') {
      if (caps[at] === Caps.LOWER || (bare && words < 1)) return -1;
      const year = matchAt(YEAR_AFTER, text, end[at]!);
      return year > 0 ? year : end[at]!;
    }
    if (caps[at] === Caps.LOWER && !/^(?:and|of|the|for|to|in|on|with|&|,)$/.test(word)) return -1;
  }
  return -1;
}

function isLegal(view: TextView, token: number): boolean {
  const { lower, gap } = view;
  for (let at = token, steps = 0; at > 0 && steps < 4 && gap[at] !== Gap.LINE; steps++) {
    at--;
    if (LEGAL.has(lower[at]!)) return true;
  }
  for (let at = token + 1; at < view.count && at <= token + 4 && gap[at] !== Gap.LINE; at++)
    if (LEGAL.has(lower[at]!)) return true;
  return false;
}
