import { LexiconFlag } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked, type Turns } from '../turns.js';
import { type Context, contextOf } from './context.js';
import { Cue } from './cue-words.js';
import { isWordAt, matchAt } from './match-at.js';

const VALUE = /[^\s,;"'\u2018\u2019\u201c\u201d<>]{2,128}/y;
const LINKS = new Set([
  'is',
  'was',
  '=',
  ':',
  'as',
  'are',
  'to',
  '->',
  '>',
  '\u2192',
  '=>',
  'ist',
  'es',
  'est',
  '\uff1a',
]);
/** Words between "password" and its link: "password for the portal is". */
const BETWEEN = new Set(
  'for the my your our his her to of on in account portal new old temporary current set changed reset now be been has number id name and'.split(
    ' ',
  ),
);
const QUOTES = '"\'\u2018\u201c\u00ab`';
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\u2018': '\u2019',
  '\u201c': '\u201d',
  '\u00ab': '\u00bb',
  '`': '`',
};
const HANDLE = /@[A-Za-z0-9_](?:[A-Za-z0-9_.]{1,29})/y;
/** Words that stand after "@" in code and styles. */
const ANNOTATIONS = new Set(
  'param return returns override deprecated see since throws author media import keyframes charset include supports font test before after suppresswarnings autowired component inject property staticmethod classmethod dataclass everyone here channel all'.split(
    ' ',
  ),
);
/** Values of "user=" that are no person's. */
const ANYBODY = new Set(
  'root admin administrator guest anonymous user system test null none true false default'.split(' '),
);
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
const TOKEN = /[A-Za-z0-9._~+/=-]{8,4096}/y;
const JWT = /eyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,4000}(?:\.[A-Za-z0-9_-]{0,2000})?/y;
/** Prefixes by which providers mark their keys. */
const ISSUED =
  /(?:(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,128}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{16,200}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,64}|xox[abprs]-[A-Za-z0-9-]{10,250}|(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,20}|AIza[A-Za-z0-9_-]{30,45}|ya29\.[A-Za-z0-9_-]{20,300}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|hf_[A-Za-z0-9]{20,64}|npm_[A-Za-z0-9]{20,64}|dop_v1_[a-f0-9]{40,80}|shp(?:at|ca|ss)_[a-fA-F0-9]{20,64}|whsec_[A-Za-z0-9]{16,64}|AC[a-f0-9]{32}|EAA[A-Za-z0-9]{30,300}|-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----)/y;
const ISSUED_FIRST =
  /^(?:sk|pk|rk|gh[pousr]|github|glpat|xox[abprs]|akia|asia|aroa|aida|aiza|ya29|sg|hf|npm|dop|shp|whsec|ac[0-9a-f]|eaa)/;
const KEY_END = /-----END [A-Z ]{0,24}PRIVATE KEY-----/g;
const LONGEST_KEY = 8000;

/** Passwords, user names, keys, tokens and security answers beside their words or by their own form; @handles. */
export const credentials: Recogniser = {
  name: 'credentials',
  recognise(view, turns, sink) {
    const context = contextOf(view);
    const { text } = view;
    const { cue } = context;
    let covered = 0;
    for (let token = 0; token < view.count; token++) {
      const own = cue[token]!;
      if (own === Cue.PASSWORD || own === Cue.USERNAME || own === Cue.SECRET || own === Cue.ANSWER) {
        if (view.start[token]! >= covered && context.column === undefined)
          covered = Math.max(covered, afterCue(context, token, own, sink));
      } else if (own === 0 && mayBeIssued(view, token)) {
        if (ISSUED_FIRST.test(view.lower[token]!)) issued(view, token, sink);
      }
    }
    for (let at = text.indexOf('eyJ'); at >= 0; at = text.indexOf('eyJ', at + 3)) {
      const end = isWordAt(text, at - 1) ? -1 : matchAt(JWT, text, at);
      if (end < 0) continue;
      sink.add(at, end, 'PASSWORD', 0.96);
      at = end - 3;
    }
    if (text.includes('-----BEGIN')) privateKeys(text, sink);
    for (const at of view.at) {
      handle(view, at, sink);
      userInfo(text, view.start[at]!, sink);
    }
    fields(context, sink);
    answers(view, turns, sink);
  },
};

/** The value after a cue; the end of what was taken, or 0. */
function afterCue(context: Context, token: number, cue: number, sink: Sink): number {
  const { view } = context;
  const { text } = view;
  const most = Math.min(view.count, token + 9);
  let next = token + 1;
  let linked = false;
  let between = 0;
  while (next < most) {
    const word = view.lower[next]!;
    if (LINKS.has(word) && word !== '') {
      linked ||= word !== 'to' && word !== 'as' ? true : between > 0 || cue === Cue.PASSWORD;
    } else if (view.kind[next] === TokenKind.MARK && `${QUOTES}()[]-_>/#`.includes(word)) {
      // part of a key, a quote, or a dash for a link
      if (word === '-' && view.gap[next] === Gap.SPACE) linked = true;
    } else if (
      !linked &&
      context.cue[next] !== 0 &&
      context.cue[next] !== Cue.USERNAME &&
      context.cue[next] !== Cue.PASSWORD
    ) {
      // "password number", "token id"
      if (context.cue[next] !== Cue.FILLER && context.cue[next] !== cue && context.cue[next] !== Cue.SECRET)
        break;
    } else if (!linked && BETWEEN.has(word) && cue !== Cue.USERNAME) between++;
    else break;
    next++;
  }
  if (next >= view.count || next >= most) return 0;
  if (view.gap[next] === Gap.LINE && (!linked || next - token > 3)) return 0;
  const bearer = view.lower[token] === 'bearer';
  const quote = text[view.start[next]! - 1] ?? ' ';
  const quoted = QUOTES.includes(quote);
  const start = view.start[next]!;
  let end: number;
  if (quoted) {
    const close = text.indexOf(CLOSING[quote]!, start);
    end = close > start && close - start <= 200 ? close : matchAt(VALUE, text, start);
    if (text.slice(start, end).includes('\n')) end = matchAt(VALUE, text, start);
  } else end = matchAt(VALUE, text, start);
  if (end < 0) return 0;
  while (
    !quoted &&
    end > start &&
    '.?!:)]}&'.includes(text[end - 1]!) &&
    (cue !== Cue.PASSWORD || '.?:)]}&'.includes(text[end - 1]!))
  )
    end--;
  const amp = quoted ? -1 : text.slice(start, end).search(/&[A-Za-z_]{1,30}=/);
  if (amp > 2 && text[view.start[token]! - 1] !== ' ') end = start + amp;
  const found = text.slice(start, end);
  if (found.length < 3) return 0;
  const word = view.lower[next]!;
  const ordinary =
    /^[\p{L}'\u2019-]+$/u.test(found) && ((view.flags[next]! & ORDINARY) !== 0 || context.cue[next] !== 0);
  const odd = /\d/.test(found) || /[a-z][A-Z]/.test(found) || /[!@#$%^&*_+~]/.test(found);
  const digits = /^\d+$/.test(found);
  switch (cue) {
    case Cue.PASSWORD:
      if (!linked && !quoted && !(odd && !digits)) return 0;
      if (ordinary && !quoted && !assigned(view, token)) return 0;
      if (digits) sink.add(start, end, 'NUMERIC_PII', 0.96);
      sink.add(start, end, 'PASSWORD', 0.95);
      return end;
    case Cue.ANSWER: {
      if (!linked) return 0;
      if (ordinary && quoted) sink.add(start, end, 'PASSWORD', 0.75);
      else if (!quoted && view.kind[next] === TokenKind.WORD) {
        // An answer may have a few words: "Blue Moon".
        let last = next;
        while (
          last + 1 < view.count &&
          last - next < 2 &&
          view.gap[last + 1] === Gap.SPACE &&
          view.caps[last + 1] === Caps.FIRST
        )
          last++;
        if (view.caps[next] !== Caps.LOWER || !ordinary || assigned(view, token))
          sink.add(start, Math.max(end, view.end[last]!), 'PASSWORD', 0.7);
      } else sink.add(start, end, 'PASSWORD', 0.75);
      return end;
    }
    case Cue.SECRET: {
      if (!linked && !bearer) return 0;
      const key = matchAt(TOKEN, text, start);
      const reach = Math.max(end, key);
      const written = text.slice(start, reach);
      const mixed =
        written.length >= 20 || (written.length >= 8 && /\d/.test(written) && /[A-Za-z]/.test(written));
      if (ordinary || (!mixed && !bearer) || /^https?:/.test(written)) return 0;
      const uuid = /^[0-9a-f-]{32,36}$/i.test(written) || /^[\d-]+$/.test(written);
      sink.add(start, reach, uuid ? 'NUMERIC_PII' : 'PASSWORD', 0.9);
      return reach;
    }
    default: {
      if (word === '' && !digits) return 0;
      const speaker = opensLine(view, token) && view.lower[token + 1] === ':' && view.lower[token] === 'user';
      const joined = /[\d._@-]/.test(found);
      if (linked || quoted) {
        // "user=hope" in a log or a setting is a value whatever it means.
        const set = view.lower[token + 1] === '=' && view.gap[next] === Gap.NONE && !ANYBODY.has(word);
        if ((ordinary && !quoted && !set) || (ordinary && found.includes(' '))) return 0;
        if (speaker && !joined && next + 1 < view.count && view.gap[next + 1] !== Gap.LINE) return 0;
        if (view.kind[next] === TokenKind.MARK && found[0] !== '@') return 0;
        sink.add(start, end, 'USERNAME', 0.95);
        return end;
      }
      // "username spetrova", "login jdoe42": a word that no list has.
      if (view.gap[next] !== Gap.SPACE || digits) return 0;
      const unknown =
        view.kind[next] === TokenKind.WORD &&
        view.flags[next] === 0 &&
        word.length > 3 &&
        view.caps[next] === Caps.LOWER;
      const coded =
        (view.kind[next] === TokenKind.CODE || joined) && /[A-Za-z]/.test(found) && !found.includes('.');
      if (unknown || coded) sink.add(start, end, 'USERNAME', 0.7);
      return 0;
    }
  }
}

/** True for "password=" and "password:", as in settings: then a plain word is a value too. */
function assigned(view: TextView, token: number): boolean {
  for (let at = token + 1; at < Math.min(view.count, token + 4); at++) {
    const mark = view.lower[at]!;
    if (mark === '=' || (mark === ':' && (view.gap[at] === Gap.NONE || view.lower[at - 1] === '"')))
      return true;
    if (mark !== '"' && mark !== "'" && mark !== '_' && mark !== '>') return false;
    if (mark === '>') return true;
  }
  return false;
}

function opensLine(view: TextView, token: number): boolean {
  return token === 0 || view.gap[token] === Gap.LINE;
}

/** Keys have digits, or a joint after their first letters. */
function mayBeIssued(view: TextView, token: number): boolean {
  if (view.kind[token] === TokenKind.CODE) return true;
  if (view.kind[token] !== TokenKind.WORD || token + 1 >= view.count || view.gap[token + 1] !== Gap.NONE)
    return false;
  const joint = view.lower[token + 1]!;
  return joint === '_' || joint === '-' || joint === '.';
}

function issued(view: TextView, token: number, sink: Sink): void {
  const start = view.start[token]!;
  if (isWordAt(view.text, start - 1)) return;
  const end = matchAt(ISSUED, view.text, start);
  if (end > 0) sink.add(start, end, 'PASSWORD', 0.97);
}

function privateKeys(text: string, sink: Sink): void {
  for (let at = text.indexOf('-----BEGIN'); at >= 0; at = text.indexOf('-----BEGIN', at + 10)) {
    const opened = matchAt(ISSUED, text, at);
    if (opened < 0) continue;
    KEY_END.lastIndex = 0;
    const body = text.slice(opened, opened + LONGEST_KEY);
    const end = KEY_END.test(body) ? opened + KEY_END.lastIndex : opened + body.length;
    sink.add(at, end, 'PASSWORD', 0.98);
    at = end - 10;
  }
}

function handle(view: TextView, at: number, sink: Sink): void {
  const { text } = view;
  const start = view.start[at]!;
  if (start > 0 && /[\p{L}\p{N}._-]/u.test(text[start - 1]!)) return;
  let end = matchAt(HANDLE, text, start);
  if (end < 0) return;
  while (text[end - 1] === '.') end--;
  const name = text.slice(start + 1, end);
  if (/[A-Za-z]/.test(name) && !ANNOTATIONS.has(name.toLowerCase())) sink.add(start, end, 'USERNAME', 0.7);
}

/** "scheme://user:password@host": the two parts by themselves, so that a kept URL does not keep them. */
function userInfo(text: string, sign: number, sink: Sink): void {
  let colon = -1;
  let start = sign;
  while (start > 0 && sign - start < 120 && !/[\s/"'<>@]/.test(text[start - 1]!)) {
    start--;
    if (text[start] === ':') colon = start;
  }
  if (text.slice(start - 3, start) !== '://' || colon < 0) return;
  if (colon > start) sink.add(start, colon, 'USERNAME', 0.995);
  if (sign - colon > 1) sink.add(colon + 1, sign, 'PASSWORD', 0.996);
}

/** Fields under a header that names a password or a user. */
function fields({ view, column }: Context, sink: Sink): void {
  if (column === undefined) return;
  for (let token = 0; token < view.count; token++) {
    const cue = column[token]!;
    if (cue !== Cue.PASSWORD && cue !== Cue.USERNAME && cue !== Cue.SECRET && cue !== Cue.ANSWER) continue;
    let last = token;
    while (last + 1 < view.count && column[last + 1] === cue && view.gap[last + 1] !== Gap.LINE) last++;
    let end = view.end[last]!;
    let start = view.start[token]!;
    while (end > start && ',;|"'.includes(view.text[end - 1]!)) end--;
    while (start < end && ',;|"'.includes(view.text[start]!)) start++;
    if (end > start) sink.add(start, end, cue === Cue.USERNAME ? 'USERNAME' : 'PASSWORD', 0.9);
    token = last;
  }
}

/** In answer to a question for the user name. */
function answers(view: TextView, turns: Turns, sink: Sink): void {
  const { text } = view;
  for (const turn of turns.list) {
    if ((turn.answers & Asked.USERNAME) === 0) continue;
    for (let token = turn.body; token < turn.end; token++) {
      const coded = view.kind[token] === TokenKind.CODE;
      const dotted =
        view.kind[token] === TokenKind.WORD &&
        token + 1 < view.count &&
        view.gap[token + 1] === Gap.NONE &&
        /[_.-]/.test(view.lower[token + 1]!);
      if (!coded && !dotted) continue;
      let end = matchAt(VALUE, text, view.start[token]!);
      if (end < 0) continue;
      while ('.?!'.includes(text[end - 1]!)) end--;
      if (/[\d_.-]/.test(text.slice(view.start[token]!, end)))
        sink.add(view.start[token]!, end, 'USERNAME', 0.6);
      while (token + 1 < turn.end && view.start[token + 1]! < end) token++;
    }
  }
}
