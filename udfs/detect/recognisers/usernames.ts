import { LexiconFlag } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { type Context, contextOf } from './context.js';
import { isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const VALUE = /@?[A-Za-z0-9_][A-Za-z0-9_.-]{2,31}(?![A-Za-z0-9_@/\\])/y;
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
const NAMED = LexiconFlag.GIVEN | LexiconFlag.FAMILY;

/** Services on which people go by a name of their choice. */
const SERVICES = set(
  'ign psn xbox steam snap snapchat twitch roblox minecraft fortnite gamertag tiktok kik wechat skype discord telegram mastodon bluesky insta instagram ig twitter reddit github gitlab venmo cashapp slack xfire battlenet',
);
/** Names there may have dots in them, and are said so without more ado. */
const DOTTED = set('skype snap snapchat insta instagram ig tiktok');
const CUES = markWords([...SERVICES, ...set('u as for to by account')]);
const BETWEEN = set("id name handle username user tag account is was ' s : = ( my @ on");
const LINKS = set(': = is was');
/** "logged in as", "reset the password for", "assigned to": what comes before the last word of the phrase. */
const BEFORE_AS: ReadonlySet<string> = set('in on login logon authenticated online');
const LOGGING = set('logged log logging signed sign signing logs signs');
const BEFORE_FOR = set('password passwords publickey login logins session mfa pam credentials profile');
const BEFORE_TO = set('assigned reassigned escalated forwarded delegated');
const BEFORE_BY = set(
  'opened reopened closed resolved updated created reported requested modified approved edited uploaded submitted logged assigned',
);
const SKIPPED = set('user invalid account the : =');
const LOCKED = set('was is has got locked disabled suspended');
/** Accounts of machines and of anybody. */
const SHARED = set(
  'root admin administrator guest anonymous user system test null none nobody true false undefined default',
);
const FILES = /\.(?:com|net|org|io|js|ts|py|json|txt|md|exe|html?|pdf|csv|xml|ya?ml)$/i;
const TAGGED = /[A-Za-z][A-Za-z0-9_.]{1,31}#\d{4}(?![\dA-Za-z_])/y;
const REDDIT = /u\/[A-Za-z0-9_-]{3,20}(?![A-Za-z0-9_/-])/y;

/**
 * Names that people go by on services and systems, beside what says so: "discord: name#1234", "logged in as rkelly",
 * "assigned to: jfarquharson", "IGN DarkKnight77", "u/somebody", a handle before a chat's line. An everyday word is
 * none, nor is a name with a capital, which is a person's.
 */
export const usernames: Recogniser = {
  name: 'usernames',
  recognise(view, turns, sink) {
    const context = contextOf(view);
    const { text, lower } = view;
    for (const token of view.numeric) {
      // Both need a number right beside the mark.
      if (token > 0 && text[view.start[token]! - 1] === '#') discriminated(context, token - 1, sink);
      if (lower[token + 1] === '-' && token + 1 < view.count) accessLog(view, token + 1, sink);
    }
    for (const token of markedTokens(view, CUES)) {
      const word = lower[token]!;
      if (SERVICES.has(word)) service(view, token, sink);
      else if (word === 'u') reddit(view, token, sink);
      else if (isPhrase(view, token, word)) afterPhrase(view, token, sink);
      else if (word === 'account') locked(view, token, sink);
    }
    handlesBeforeLines(view, turns.list, sink);
  },
};

/** The written form of a handle: "rkelly", "o.tkachenko", "dark_knight77", "ShadowWolf". */
interface Handle {
  readonly start: number;
  readonly end: number;
  /** Digits, underscores, dots or capitals within. */
  readonly isCoded: boolean;
  readonly isDotted: boolean;
  /** One small word that no list has. */
  readonly isUnknown: boolean;
}

function handleAt(view: TextView, token: number, line = false): Handle | undefined {
  if (token >= view.count || (view.gap[token] === Gap.LINE && !line)) return undefined;
  const start = view.start[token]!;
  const matched = matchAt(VALUE, view.text, start);
  if (matched < 0 || isWordAt(view.text, start - 1)) return undefined;
  let end = matched;
  while ('.-'.includes(view.text[end - 1]!)) end--;
  const written = view.text.slice(start, end);
  const letters = written.replace(/[^A-Za-z]/g, '').length;
  if (end - start < 3 || letters < 2 || FILES.test(written) || SHARED.has(written.toLowerCase()))
    return undefined;
  const whole = view.end[token] === end;
  const isDotted = /[A-Za-z]\.[A-Za-z]/.test(written);
  // "follow-up" and "e.g." are words; "v2.1" a version.
  const isCoded =
    letters >= 3 &&
    (/_/.test(written) ||
      /[A-Za-z].*\d/.test(written) ||
      (whole && /^[A-Z]?[a-z]{2,}[A-Z][a-z]/.test(written)));
  const isUnknown =
    whole &&
    end - start >= 4 &&
    view.kind[token] === TokenKind.WORD &&
    view.caps[token] === Caps.LOWER &&
    (view.flags[token]! & (ORDINARY | NAMED)) === 0;
  return { start, end, isCoded, isDotted, isUnknown };
}

function service(view: TextView, token: number, sink: Sink): void {
  let at = token + 1;
  let linked = false;
  for (; at < Math.min(view.count, token + 7) && BETWEEN.has(view.lower[at]!); at++) {
    if (view.gap[at] === Gap.LINE) return;
    if (LINKS.has(view.lower[at]!)) linked = true;
  }
  if (at < view.count && view.gap[at] === Gap.NONE && at === token + 1) return;
  // "what's her insta", and the answer in the next line.
  const handle = handleAt(view, at, at === token + 1 && DOTTED.has(view.lower[token]!));
  if (handle === undefined) return;
  const isDotted = handle.isDotted && (linked || DOTTED.has(view.lower[token]!));
  const isCapital = linked && view.caps[at] !== Caps.LOWER && (view.flags[at]! & (ORDINARY | NAMED)) === 0;
  if (handle.isCoded || isDotted || (linked && (handle.isUnknown || isCapital)))
    sink.add(handle.start, handle.end, 'USERNAME', 0.85);
}

function isPhrase(view: TextView, token: number, word: string): boolean {
  if (token === 0 || view.gap[token] === Gap.LINE) return false;
  const before = view.lower[token - 1]!;
  switch (word) {
    case 'as':
      return BEFORE_AS.has(before) && (before.length > 2 || LOGGING.has(view.lower[token - 2] ?? ''));
    case 'for':
      return BEFORE_FOR.has(before);
    case 'to':
      return BEFORE_TO.has(before);
    case 'by':
      return BEFORE_BY.has(before);
  }
  return false;
}

function afterPhrase(view: TextView, token: number, sink: Sink): void {
  let at = token + 1;
  while (at < Math.min(view.count, token + 4) && view.gap[at] !== Gap.LINE && SKIPPED.has(view.lower[at]!))
    at++;
  const handle = handleAt(view, at);
  if (handle === undefined || view.text[handle.start] === '@') return;
  const isDotted = handle.isDotted && view.caps[at] === Caps.LOWER;
  if (handle.isCoded || isDotted || handle.isUnknown) sink.add(handle.start, handle.end, 'USERNAME', 0.8);
}

/** "account jdoe was locked", "my account sparkle_fox_2015" */
function locked(view: TextView, token: number, sink: Sink): void {
  let at = token + 1;
  if ('"\''.includes(view.lower[at] ?? ' ')) at++;
  const handle = handleAt(view, at);
  if (handle === undefined) return;
  const named = handle.isUnknown && LOCKED.has(view.lower[at + 1] ?? '');
  if (named || (handle.isCoded && /_|[a-z]{3,}\d/.test(view.text.slice(handle.start, handle.end))))
    sink.add(handle.start, handle.end, 'USERNAME', 0.8);
}

/** "name#1234", but not "ticket#1234" */
function discriminated({ view, cue }: Context, mark: number, sink: Sink): void {
  if (mark === 0 || view.gap[mark] !== Gap.NONE) return;
  let first = mark - 1;
  for (
    let back = 0;
    back < 4 &&
    first > 0 &&
    view.gap[first] === Gap.NONE &&
    /[\w.]/.test(view.lower[first - 1]!.at(-1) ?? ' ');
    back++
  )
    first--;
  const start = view.start[first]!;
  if (isWordAt(view.text, start - 1)) return;
  const end = matchAt(TAGGED, view.text, start);
  if (end <= view.start[mark]!) return;
  const near = [first - 1, first - 2].some((at) => at >= 0 && SERVICES.has(view.lower[at]!));
  const ordinary =
    cue[mark - 1] !== 0 || (view.flags[mark - 1]! & ORDINARY) !== 0 || view.caps[first] === Caps.ALL;
  if (near || !ordinary) sink.add(start, end, 'USERNAME', 0.85);
}

/** "203.0.113.5 - ngozi [17/Jan/2026:…": the third field of an access log (NCSA common log format). */
function accessLog(view: TextView, dash: number, sink: Sink): void {
  const user = dash + 1;
  if (dash === 0 || user + 3 >= view.count || view.gap[dash] !== Gap.SPACE || view.gap[user] !== Gap.SPACE)
    return;
  if (view.kind[dash - 1] !== TokenKind.NUMBER && view.kind[dash - 1] !== TokenKind.CODE) return;
  const handle = matchAt(VALUE, view.text, view.start[user]!);
  if (handle < 0 || !/^ \[\d{1,2}\//.test(view.text.slice(handle, handle + 5))) return;
  sink.add(view.start[user]!, handle, 'USERNAME', 0.9);
}

function reddit(view: TextView, token: number, sink: Sink): void {
  const start = view.start[token]!;
  const before = view.text[start - 1] ?? ' ';
  if (isWordAt(view.text, start - 1) || (before === '/' && isWordAt(view.text, start - 2))) return;
  const end = matchAt(REDDIT, view.text, start);
  if (end > 0) sink.add(start, end, 'USERNAME', 0.85);
}

/** "kiwi_rider88: anyone there?", where the same tag opens more than one line. */
function handlesBeforeLines(
  view: TextView,
  turns: readonly { readonly first: number; readonly body: number; readonly end: number }[],
  sink: Sink,
): void {
  const lines = new Map<string, { start: number; end: number }[]>();
  for (const { first, body, end } of turns) {
    if (body <= first || body >= end || body - first > 12) continue;
    const start = view.start[first]!;
    const close = view.start[body - 1]!;
    const written = view.text.slice(start, close);
    if (view.lower[body - 1] !== ':' || written.length > 32) continue;
    // A dot, an underscore or a digit tells a handle from a name.
    if (!/^[A-Za-z][\w.]*[A-Za-z\d_]$/.test(written) || !/[A-Za-z]\.[A-Za-z]|[\d_]/.test(written)) continue;
    if (
      !/[A-Za-z]{3}/.test(written) ||
      /^(?:speaker|agent|caller|customer|user|client|spk)_?\d+$/i.test(written)
    )
      continue;
    const found = lines.get(written);
    if (found === undefined) lines.set(written, [{ start, end: close }]);
    else found.push({ start, end: close });
  }
  for (const spans of lines.values())
    if (spans.length > 1) for (const { start, end } of spans) sink.add(start, end, 'USERNAME', 0.75);
}
