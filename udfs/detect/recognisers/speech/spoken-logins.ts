import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn, type Turns } from '../../turns.js';
import { markWords } from '../../word-marks.js';
import { WordClass, wordClass } from './word-classes.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const USER_WORDS = set('username login handle userid logon screenname nickname');
/** Before "name" and "id": "user name", "screen name", "login id". */
const USER_PHRASES = set('user screen login logon sign-in');
const PASSWORD_WORDS = set('password passphrase passcode');
const CUES = markWords([...USER_WORDS, ...PASSWORD_WORDS, 'name', 'id']);
const LINKS = set("is was s ' ’ : it's its be it that that's would will as");
/** Said before the value itself. */
const LEADS = set(
  'um uh er like so well all lowercase lower case uppercase capital just the word at okay ok yeah yes sure i think one , @ my our it should',
);
/** What joins two parts of a name that is read aloud. */
const JOINTS = set(
  'underscore dot dash hyphen period point hash hashtag pound star asterisk dollar exclamation ampersand percent plus at',
);
const ASIDES = set('capital uppercase lowercase sign mark all caps lower upper letter with a');
const STOPS = set(
  "okay ok yeah yes right um uh and but or so for to on in of if with from by because please thanks thank you i i'm we he she they it that this is was are be not no same what when where can can't cannot don't doesn't won't isn't wrong right correct incorrect expired locked reset working invalid new old temporary my your our his her their the an have has had do does did will would should could",
);
const MOST = 10;

/**
 * User names and passwords as they are read aloud: "the username is b underscore castleton", "login: kwilliams
 * seven", "the password is capital g goldfish seven". A joint, a digit or a spelled letter must take part.
 */
export const spokenLogins: Recogniser = {
  name: 'spoken-logins',
  recognise(view, turns, sink) {
    for (const token of markedTokens(view, CUES)) {
      const word = view.lower[token]!;
      if ((word === 'name' || word === 'id') && !USER_PHRASES.has(view.lower[token - 1] ?? '')) continue;
      let at = token + 1;
      let linked = false;
      while (
        at < Math.min(view.count, token + 5) &&
        view.gap[at] !== Gap.LINE &&
        LINKS.has(view.lower[at]!)
      ) {
        linked = true;
        at++;
      }
      if (linked) read(view, at, turns.of(token), PASSWORD_WORDS.has(word), sink);
    }
    answers(view, turns, sink);
  },
};

function answers(view: TextView, turns: Turns, sink: Sink): void {
  for (const turn of turns.list) {
    if ((turn.answers & (Asked.USERNAME | Asked.SECRET)) === 0 || turn.body >= turn.end) continue;
    const secret = (turn.answers & Asked.SECRET) !== 0;
    // Names and pets that secure an account are words.
    if (secret && (turn.answers & Asked.NAME) !== 0) continue;
    if (secret) chunk(view, turn, sink);
    let at = turn.body;
    while (at < turn.end && at < turn.body + 8 && LINKS.has(view.lower[at]!)) at++;
    read(view, at, turn, secret, sink);
  }
}

/** "It's Goldfish!Ponds7.": a written password among the first words of an answer. */
function chunk(view: TextView, turn: Turn, sink: Sink): void {
  const { text } = view;
  for (let token = turn.body; token < Math.min(turn.end, turn.body + 14); token++) {
    if (token > turn.body && view.gap[token] === Gap.NONE) continue;
    const start = view.start[token]!;
    let end = start;
    while (end < text.length && end - start < 80 && !/\s/.test(text[end]!)) end++;
    while (end > start && '.,?;:)"\''.includes(text[end - 1]!)) end--;
    const written = text.slice(start, end);
    if (written.length < 5 || /^https?:/i.test(written)) continue;
    const digit = /\d/.test(written);
    const odd =
      /[A-Za-z]/.test(written) &&
      (/[A-Za-z\d][!@#$%^&*_+~=?][A-Za-z\d]/.test(written) ||
        (digit && /[A-Za-z]{2}/.test(written)) ||
        /[a-z][A-Z]/.test(written));
    if (!odd || /^\d+(?:st|nd|rd|th|am|pm|k|mg|gb)$/i.test(written)) continue;
    sink.add(start, end, 'PASSWORD', 0.97);
    return;
  }
}

/** The spoken value that begins at `token`, up to the end of its clause. */
function read(view: TextView, token: number, turn: Turn, secret: boolean, sink: Sink): void {
  const { lower, kind, gap } = view;
  let at = token;
  while (at < turn.end && at < token + 8 && LEADS.has(lower[at]!)) at++;
  const first = at;
  let last = -1;
  let words = 0;
  let telling = 0;
  let joined = false;
  for (; at < turn.end && at - first < MOST; at++) {
    if (at > first && gap[at] === Gap.LINE) break;
    const word = lower[at]!;
    if (kind[at] === TokenKind.MARK) {
      if (word === '-' || (word === ',' && last >= 0)) continue;
      break;
    }
    const size = view.end[at]! - view.start[at]!;
    if (JOINTS.has(word) && last >= 0) {
      joined = true;
      telling++;
      continue;
    }
    if (ASIDES.has(word) && !(size === 1 && last >= 0 && joined)) {
      if (lower[at + 1] === undefined) break;
      continue;
    }
    const number = kind[at] === TokenKind.NUMBER || isNumber(word);
    const letter = kind[at] === TokenKind.WORD && size === 1;
    if (!number && !letter && !joined && (STOPS.has(word) || ++words > (secret ? 3 : 1))) break;
    if (!number && !letter && joined && STOPS.has(word) && lower[at - 1] !== 'underscore') break;
    if (number || (letter && word !== 'i' && word !== 'a')) telling++;
    joined = false;
    last = at;
  }
  if (last < first || telling === 0) return;
  // "the username is 4": a number by itself is the numbers' to read; a whole number has its own readers.
  if (last === first || (words === 0 && kind[first] === TokenKind.NUMBER)) return;
  if (words === 0 && isNumber(lower[first]!) && !secret) return;
  sink.add(view.start[first]!, view.end[last]!, secret ? 'PASSWORD' : 'USERNAME', 0.96);
}

function isNumber(word: string): boolean {
  const found = wordClass(word) & 15;
  return found >= WordClass.DIGIT && found <= WordClass.TENS;
}
