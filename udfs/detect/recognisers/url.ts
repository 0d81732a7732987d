import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Gap, type TextView, TokenKind } from '../text-view.js';
import { isWordAt, matchAt } from './match-at.js';
import { DOUBTFUL_DOMAINS, TOP_LEVEL_DOMAINS } from './top-level-domains.js';

const REST = /[^\s<>"`\u201c\u201d\u2018\u2019{}|\\^]{1,2000}/y;
const AFTER_HOST = /(?::\d{1,5}(?!\d))?(?:[/?#][^\s<>"`\u201c\u201d\u2018\u2019{}|\\^]{0,2000})?/y;
const DATA = /(?:mailto|tel|data|urn|magnet|javascript|bitcoin|geo)$/;
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;

/** Addresses with any scheme, with `www.`, or a bare host with a real top-level domain (IDN too). */
export const url: Recogniser = {
  name: 'url',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const colon of view.colon) {
      if (
        colon === 0 ||
        text.charCodeAt(view.end[colon]!) !== 47 ||
        text.charCodeAt(view.end[colon]! + 1) !== 47
      )
        continue;
      const start = schemeStart(text, view.start[colon]!, covered);
      if (start < 0) continue;
      const end = trimEnd(text, start, matchAt(REST, text, view.end[colon]! + 2));
      if (end > view.end[colon]! + 2) {
        sink.add(start, end, 'URL', 0.99);
        covered = end;
      }
    }
    covered = 0;
    for (let token = 0; token + 2 < view.count; token++) {
      // A dot glued between two tokens is the only place where a bare host can be.
      if (
        view.lower[token + 1] !== '.' ||
        view.gap[token + 1] !== Gap.NONE ||
        view.gap[token + 2] !== Gap.NONE
      )
        continue;
      if (view.kind[token] === TokenKind.MARK) continue;
      const first = hostStart(view, token);
      const start = view.start[first]!;
      if (start < covered || text[start - 1] === '@' || text[start - 1] === '.' || isWordAt(text, start - 1))
        continue;
      const last = hostEnd(view, token);
      covered = view.end[last]!;
      const sure = judge(view, first, last);
      if (text[covered] === '@' || sure === 0) continue;
      const rest = matchAt(AFTER_HOST, text, covered);
      const end = rest > covered ? trimEnd(text, start, rest) : covered;
      const path = end > covered;
      const score = path ? Math.max(sure, 0.75) : sure;
      if (score < 0.4) continue;
      sink.add(start, end, 'URL', score);
      covered = end;
    }
  },
};

/** Where a scheme before "://" begins, or -1: letters, digits, plus, dot, dash (RFC 3986), at most 20. */
function schemeStart(text: string, colon: number, least: number): number {
  let start = colon;
  while (start > least && colon - start < 20 && /[a-z0-9+.-]/i.test(text[start - 1]!)) start--;
  while (start < colon && !/[a-z]/i.test(text[start]!)) start++;
  if (start === colon || DATA.test(text.slice(start, colon))) return -1;
  return start;
}

/** First token of the host: over dashes to the left ("my-shop.example"). */
function hostStart(view: TextView, token: number): number {
  let first = token;
  while (
    first >= 2 &&
    token - first < 12 &&
    view.gap[first] === Gap.NONE &&
    view.gap[first - 1] === Gap.NONE &&
    view.lower[first - 1] === '-' &&
    view.kind[first - 2] !== TokenKind.MARK
  )
    first -= 2;
  // "xn--…" has two dashes.
  if (
    first >= 3 &&
    view.lower[first - 1] === '-' &&
    view.lower[first - 2] === '-' &&
    view.lower[first - 3] === 'xn'
  )
    first -= 3;
  return first;
}

/** Last token of the host: names joined by single dots and dashes. */
function hostEnd(view: TextView, token: number): number {
  let last = token;
  while (
    last + 2 < view.count &&
    last - token < 24 &&
    view.gap[last + 1] === Gap.NONE &&
    view.gap[last + 2] === Gap.NONE &&
    (view.lower[last + 1] === '.' || view.lower[last + 1] === '-') &&
    view.kind[last + 2] !== TokenKind.MARK
  )
    last += 2;
  return last;
}

/** How sure it is that the tokens are a host; 0 if they are not. */
function judge(view: TextView, first: number, last: number): number {
  const top = view.lower[last]!;
  const punycode = last - first >= 4 && view.lower[last - 1] === '-' && top !== '';
  if (view.lower[first] === 'www' && last - first >= 4) return 0.97;
  if (view.kind[last] !== TokenKind.WORD && !punycode) return 0;
  if (view.lower[last - 1] !== '.') return punycode && hasPunycode(view, first, last) ? 0.8 : 0;
  if (!TOP_LEVEL_DOMAINS.has(top)) return 0;
  const name = last - 2;
  const size = view.end[name]! - view.start[name]!;
  const dots = countDots(view, first, last);
  if (view.kind[name] === TokenKind.NUMBER && dots === 1) return 0;
  // "end.In the": a sentence without its space.
  const topCapital = view.text[view.start[last]!] !== top[0];
  const nameCapital = view.text[view.start[name]!] !== view.lower[name]![0];
  if (topCapital && !nameCapital) return 0;
  if (size === 1 && top.length === 2 && dots > 1) return 0; // "e.g.it", "U.S.A"
  if (!DOUBTFUL_DOMAINS.has(top)) {
    if (top.length === 2 && size === 1) return 0;
    return top.length <= 3 && (view.flags[name]! & ORDINARY) !== 0 && top.length === 2 && dots === 1
      ? 0.5
      : 0.75;
  }
  if (dots > 1 && size > 1) return 0.7;
  return size > 2 &&
    (view.flags[name]! & ORDINARY) === 0 &&
    view.kind[name] === TokenKind.WORD &&
    !FILES.has(top)
    ? 0.5
    : 0;
}

/** Endings of files rather than of hosts, where nothing else speaks for a host. */
const FILES: ReadonlySet<string> = new Set('md py rs sh pl ps cc so zip mov ml data'.split(' '));

function countDots(view: TextView, first: number, last: number): number {
  let dots = 0;
  for (let at = first; at <= last; at++) if (view.lower[at] === '.') dots++;
  return dots;
}

function hasPunycode(view: TextView, first: number, last: number): boolean {
  for (let at = first; at + 2 <= last; at++) if (view.lower[at] === 'xn') return true;
  return false;
}

/** Punctuation that closes a sentence, and a bracket that was opened before the address, are not part of it. */
function trimEnd(text: string, start: number, end: number): number {
  while (end > start) {
    const last = text[end - 1]!;
    if (".,;:!?'*\u2026\u3002\uff0c".includes(last)) end--;
    else if (last === ')' || last === ']') {
      const open = last === ')' ? '(' : '[';
      let balance = 0;
      for (let at = start; at < end; at++) {
        if (text[at] === open) balance++;
        else if (text[at] === last) balance--;
      }
      if (balance >= 0) return end;
      // As many closing ones as have no opening one; at most what stands at the end.
      while (balance < 0 && text[end - 1] === last) {
        end--;
        balance++;
      }
      if (text[end - 1] === last) return end;
    } else return end;
  }
  return end;
}
