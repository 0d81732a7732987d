import type { Recogniser, Sink } from '../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { matchAt } from './match-at.js';
import { ATS } from './speech/trigger-words.js';
import { TOP_LEVEL_DOMAINS } from './top-level-domains.js';

const LOCAL = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,62}(?:\.[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}){1,8}/uy;
const LITERAL = /\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-fA-F:.]{2,45})\]/y;
const SPACED_DOMAIN =
  /[ \t]?[\p{L}\p{N}][\p{L}\p{N}-]{0,62}(?:[ \t]?\.[ \t]?[\p{L}\p{N}-]{1,62}){0,4}[ \t]?\.[ \t]?(?:com|net|org|edu|gov|io|co|us|uk|de|fr|es|it|info|biz)(?![\p{L}\p{N}])/iuy;
/** After a bracketed "at": names joined by dots, bare or bracketed or as the word. */
const VEILED_DOMAIN =
  /\s{0,2}[\p{L}\p{N}][\p{L}\p{N}-]{0,62}(?:(?:\.|\s{0,2}[[({<]\s?(?:dot|d0t|punkt|punto|point|\.)\s?[\])}>]\s{0,2}|\s{1,2}dot\s{1,2})[\p{L}\p{N}][\p{L}\p{N}-]{0,62}){1,6}/iuy;
const PLAIN_DOMAIN = /\s{1,2}[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){1,6}/iy;
const MAIL_HOST =
  /^\s+(?:gmail|googlemail|yahoo|hotmail|outlook|icloud|aol|proton|protonmail|live|msn|gmx|me|mail|web|comcast|verizon)\./i;
const LONGEST_LOCAL = 256;

/** `local@domain.tld` (RFC 5321, 6531), its veiled forms ("local [at] domain [dot] com"). */
export const email: Recogniser = {
  name: 'email',
  recognise(view, _turns, sink) {
    for (const at of view.at) written(view, at, sink);
    let last = -1;
    for (const token of markedTokens(view, ATS))
      if (token > 0 && token > last) last = veiled(view, token, sink);
  },
};

function written(view: TextView, at: number, sink: Sink): void {
  const { text } = view;
  const sign = view.start[at]!;
  const start = localStart(text, sign);
  if (start === sign) {
    spaced(view, at, sink);
    return;
  }
  DOMAIN.lastIndex = sign + 1;
  if (DOMAIN.test(text)) {
    let end = DOMAIN.lastIndex;
    if (text[end - 1] === '-') end--;
    const top = text.slice(text.lastIndexOf('.', end - 1) + 1, end);
    sink.add(start, end, 'EMAIL_ADDRESS', /^\p{L}[\p{L}\p{M}\p{N}-]+$/u.test(top) ? 0.99 : 0.6);
    return;
  }
  const literal = matchAt(LITERAL, text, sign + 1);
  if (literal > 0) {
    sink.add(start, literal, 'EMAIL_ADDRESS', 0.97);
    return;
  }
  if (/^[\p{L}\p{N}][\p{L}\p{N}-]{2,}/u.test(text.slice(sign + 1, sign + 20))) {
    // user@host without a dot: an address all the same, of an intranet or cut off.
    const host = /[\p{L}\p{N}-]{1,63}/uy;
    host.lastIndex = sign + 1;
    if (host.test(text)) sink.add(start, host.lastIndex, 'EMAIL_ADDRESS', 0.6);
  } else spaced(view, at, sink);
}

/** Back to the `@` before at most, so all of these look-backs together are linear. */
function localStart(text: string, sign: number): number {
  if (text[sign - 1] === '"') {
    // "very unusual"@example.org
    const open = text.lastIndexOf('"', sign - 2);
    if (open >= 0 && sign - open > 2 && sign - open <= 66 && !text.slice(open, sign).includes('\n'))
      return open;
  }
  let start = sign;
  const least = Math.max(0, sign - LONGEST_LOCAL);
  while (start > least && LOCAL.test(text[start - 1]!)) start--;
  // "email=x@…", "?to=x@…", "a|x@…" are keys and fields before an address.
  for (let at = sign - 2; at >= start; at--) {
    if ('=&?|'.includes(text[at]!)) {
      start = at + 1;
      break;
    }
  }
  // A local part does not begin with punctuation: "(mailto:x@…", "'x@…", "/x@…".
  while (start < sign && !/[\p{L}\p{N}_+]/u.test(text[start]!)) start++;
  return start;
}

/** "jo.miles @ example.com", "jo@ example . com": spaces about the sign. */
function spaced(view: TextView, at: number, sink: Sink): void {
  const { text } = view;
  if (at === 0 || at + 1 >= view.count || view.gap[at] === Gap.LINE || view.gap[at + 1] === Gap.LINE) return;
  if (view.kind[at - 1] === TokenKind.MARK) return;
  const end = matchAt(SPACED_DOMAIN, text, view.end[at]!);
  if (end < 0) return;
  sink.add(gluedStart(view, at - 1), end, 'EMAIL_ADDRESS', 0.85);
}

/** Start of the run of tokens that are glued by dots, dashes, underscores and pluses to this one. */
function gluedStart(view: TextView, token: number): number {
  let first = token;
  while (
    first >= 1 &&
    token - first < 12 &&
    view.gap[first] === Gap.NONE &&
    (view.kind[first - 1] !== TokenKind.MARK || '._-+'.includes(view.lower[first - 1]!))
  )
    first--;
  while (first < token && view.kind[first] === TokenKind.MARK) first++;
  return view.start[first]!;
}

const OPEN = '[({<';
const CLOSE = '])}>';

/** "jo [at] example [dot] com", "jo(at)example.com", "jo.miles at gmail.com"; the last token of it, or -1. */
function veiled(view: TextView, token: number, sink: Sink): number {
  const { text } = view;
  if (token < 2 && view.kind[token - 1] === TokenKind.MARK) return -1;
  const bracket = OPEN.indexOf(view.lower[token - 1]!);
  const bracketed =
    view.kind[token - 1] === TokenKind.MARK && bracket >= 0 && view.lower[token + 1] === CLOSE[bracket];
  let start: number;
  let end: number;
  if (bracketed) {
    if (view.kind[token - 2] === TokenKind.MARK || view.gap[token - 1] === Gap.LINE) return -1;
    end = matchAt(VEILED_DOMAIN, text, view.end[token + 1]!);
    start = gluedStart(view, token - 2);
  } else {
    if (view.kind[token - 1] === TokenKind.MARK || view.gap[token] !== Gap.SPACE) return -1;
    end = matchAt(PLAIN_DOMAIN, text, view.end[token]!);
    if (end < 0) return -1;
    const top = text.slice(text.lastIndexOf('.', end) + 1, end).toLowerCase();
    start = gluedStart(view, token - 1);
    const joined = start < view.start[token - 1]! || view.kind[token - 1] === TokenKind.CODE;
    if (!TOP_LEVEL_DOMAINS.has(top) || (!joined && !MAIL_HOST.test(text.slice(view.end[token]!, end))))
      return -1;
  }
  if (end < 0) return -1;
  sink.add(start, end, 'EMAIL_ADDRESS', bracketed ? 0.95 : 0.85);
  let last = token;
  while (last + 1 < view.count && view.start[last + 1]! < end) last++;
  return last;
}
