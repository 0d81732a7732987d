import type { Recogniser } from '../../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn, type Turns } from '../../turns.js';
import { ATS, DOTS } from './trigger-words.js';
import { wordClass } from './word-classes.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const TOP_LEVEL = set(
  'com net org edu gov mil io co us uk ca de fr info biz app dev ai me tv au in shop store site online xyz tech health bank eu nz ie jp cn br mx es it nl se no ch at be ru pl dk fi pt gr cz hu ro za kr il ng ke pk ph sg my th vn id tr ua ar cl pe blog live world cloud email news life studio agency law legal group pro',
);
/** Hosts whose dot transcription often drops: "at gmail com". */
const HOSTS = set(
  'gmail yahoo hotmail outlook aol icloud protonmail proton comcast verizon msn live ymail me mac att sbcglobal',
);
/** What joins two parts of an address. */
const JOINTS = set('dot underscore dash hyphen plus point period minus slash');
/** Said about the spelling, not part of the address. */
const ASIDES = set(
  'all lowercase lower case uppercase upper capital caps no spaces space one word symbol sign letter letters together as in',
);
const HESITATIONS = set('uh um er erm then and so like');
/** A local part never goes back over one of these, unless a joint stands beside it. */
const STOPS = set(
  "a an the is it's its that's thats that this was be are to me my mine at on in of for by from with and or so but if as you your yours his her their our us we he she they i i'm yeah yes yep sure okay ok oh um uh well email e-mail mail address emails send sent sending use using under called contact reach it would will can could have has had should try write please no not just like think guess believe probably maybe actually still also or old new other another work personal home business best better spelled login username user account online which what where when who how here there about into onto name says said goes go put",
);
/** "look at google dot com", "available at …": these before "at" make it a place, not an address. */
const PLACED = set(
  'look looking looked looks available online here us me reach reached found find it him her them shop shopping bought buy order ordered sign signed log logged check visit visited are be is was were works work worked working account store stop up out page pages website site more info information products product stuff purchase purchased anything something everything sale sold apply applied start started back again directly go went',
);

/** Addresses that are read aloud: "j smith 42 at acme hyphen corp dot co dot uk", "w w w dot acme dot com slash help". */
export const spokenInternet: Recogniser = {
  name: 'spoken-internet',
  recognise(view, turns, sink) {
    const at = markedTokens(view, ATS);
    const dots = markedTokens(view, DOTS);
    let covered = -1;
    for (const token of at) {
      if (token <= covered) continue;
      const last = domainEnd(view, token + 1);
      if (last < 0) continue;
      const turn = turns.of(token);
      const cued = (turn.answers & Asked.EMAIL) !== 0 || mailBefore(view, token, turn);
      const first = localStart(view, token, turn, cued);
      if (first < 0) {
        // The address goes on from a turn before: "at gmail dot com".
        if ((cued || askedBefore(turns, turn)) && token - turn.body <= 2)
          sink.add(view.start[token + 1]!, view.end[last]!, 'EMAIL_ADDRESS', 0.9);
        else continue;
      } else sink.add(view.start[first]!, view.end[last]!, 'EMAIL_ADDRESS', 0.96);
      covered = last;
    }
    covered = -1;
    for (const dot of dots) {
      if (dot <= covered || dot === 0 || view.gap[dot] === Gap.LINE) continue;
      const turn = turns.of(dot);
      if (dot <= turn.body) continue;
      const first = hostStart(view, dot, turn);
      if (first < 0) continue;
      const host = domainEnd(view, first);
      if (host < 0) {
        if ((turn.answers & Asked.EMAIL) !== 0) covered = partOfMail(view, dot, turn, sink.add.bind(sink));
        continue;
      }
      const last = pathEnd(view, host);
      sink.add(view.start[first]!, view.end[last]!, 'URL', 0.88);
      covered = last;
    }
  },
};

function inLine(view: TextView, token: number): boolean {
  return token < view.count && view.gap[token] !== Gap.LINE;
}

/** Last token of a domain that begins at `token`, with a top-level domain at its end; -1 if it has none. */
function domainEnd(view: TextView, token: number): number {
  const { lower, kind } = view;
  let at = token;
  let end = -1;
  let parts = 0;
  const limit = Math.min(view.count, token + 28);
  let host = '';
  while (at < limit && (at === token || inLine(view, at))) {
    const word = lower[at]!;
    if (kind[at] === TokenKind.MARK) {
      // "acme.com", "S-M-I-T-H", "y, a, h, o, o"
      if (
        word === '.' &&
        parts > 0 &&
        inLine(view, at + 1) &&
        view.gap[at + 1] === Gap.NONE &&
        TOP_LEVEL.has(lower[at + 1]!)
      ) {
        end = at + 1;
        at += 2;
        continue;
      }
      if (word !== '-' && word !== ',') break;
      at++;
      continue;
    }
    if (end >= 0 && word !== 'dot') break;
    if (word === 'dot' || word === 'period' || word === 'point') {
      const top = at + 1;
      if (parts === 0 || !inLine(view, top)) break;
      if (TOP_LEVEL.has(lower[top]!)) {
        end = top;
        at = top + 1;
        continue;
      }
      if (end >= 0) break;
      // "dot c o m", "dot o r g"
      let spelled = '';
      let letter = top;
      while (
        letter < limit &&
        inLine(view, letter) &&
        view.end[letter]! - view.start[letter]! === 1 &&
        spelled.length < 4
      ) {
        if (kind[letter] === TokenKind.WORD) spelled += lower[letter];
        letter++;
        if (TOP_LEVEL.has(spelled) && spelled.length > 2) break;
      }
      if (TOP_LEVEL.has(spelled)) {
        end = letter - 1;
        at = letter;
        continue;
      }
      at++;
      continue;
    }
    if (word === 'dash' || word === 'hyphen') {
      at++;
      continue;
    }
    if (word === 'com' && parts > 0 && HOSTS.has(host)) return at;
    if (
      STOPS.has(word) &&
      !(
        (word === 'mail' || word === 'me' || word === 'home') &&
        (lower[at - 1] === 'g' || lower[at + 1] === 'dot')
      ) &&
      view.end[at]! - view.start[at]! > 1 &&
      lower[at - 1] !== 'dot'
    )
      break;
    host =
      parts === 0 || view.end[at]! - view.start[at]! > 1
        ? host === 'g' && word === 'mail'
          ? 'gmail'
          : word
        : host + word;
    parts++;
    // A name of many words is no domain; letters and digits one by one may be many.
    if (parts > 20 || (parts > 4 && wordy(view, token, at) > 3)) break;
    at++;
  }
  return end;
}

function wordy(view: TextView, from: number, to: number): number {
  let words = 0;
  for (let at = from; at <= to; at++)
    if (
      view.kind[at] === TokenKind.WORD &&
      view.end[at]! - view.start[at]! > 1 &&
      !JOINTS.has(view.lower[at]!)
    )
      words++;
  return words;
}

const MAIL = set('email e-mail mail address');
function mailBefore(view: TextView, token: number, turn: Turn): boolean {
  for (let at = token - 1; at >= Math.max(turn.body, token - 24); at--)
    if (MAIL.has(view.lower[at]!)) return true;
  return false;
}

/** First token of the local part that ends before "at"; -1 if no address is being read. */
function localStart(view: TextView, at: number, turn: Turn, cued: boolean): number {
  const { lower, kind, gap } = view;
  let first = -1;
  let joined = false;
  let words = 0;
  const least = Math.max(turn.body, at - 40);
  for (let token = at - 1; token >= least; token--) {
    if (gap[token + 1] === Gap.LINE) break;
    const word = lower[token]!;
    const single = view.end[token]! - view.start[token]! === 1;
    if (single && isPossessive(view, token)) break;
    if (kind[token] === TokenKind.MARK) {
      if (word === '.' && gap[token] === Gap.NONE && gap[token + 1] === Gap.NONE) continue;
      if (word === '_' || word === '-' || word === ',' || word === '+') continue;
      break;
    }
    if (kind[token] === TokenKind.WORD) {
      const spelled =
        single &&
        (word !== 'i' && word !== 'a' ? true : first >= 0 && view.end[first]! - view.start[first]! === 1);
      const jointBefore = token > least && JOINTS.has(lower[token - 1]!);
      const jointAfter = joined;
      if (JOINTS.has(word)) {
        joined = true;
        continue;
      }
      if (ASIDES.has(word) && !spelled) {
        if (first < 0 || beside(view, token, least)) continue;
      }
      if (HESITATIONS.has(word) && first >= 0 && beside(view, token, least)) continue;
      if (!spelled && !jointBefore && !jointAfter) {
        if (first < 0 && PLACED.has(word)) return -1;
        if (STOPS.has(word)) break;
        // Words said without a joint: a few at most.
        if (wordClass(word) === 0 && ++words > 3) break;
      }
    }
    joined = false;
    first = token;
  }
  if (first < 0) return -1;
  if (cued) return first;
  // Without a word for it: the joints, digits, letters or the domain after "at" tell; a plain word may be a verb.
  return first;
}

/** True if an address goes on before an aside: a joint, a letter, a digit or an unknown word stands there. */
function beside(view: TextView, token: number, least: number): boolean {
  for (let at = token - 1; at >= Math.max(least, token - 5); at--) {
    const word = view.lower[at]!;
    if (ASIDES.has(word) || HESITATIONS.has(word) || view.kind[at] === TokenKind.MARK) continue;
    return !STOPS.has(word);
  }
  return false;
}

/** First token of the host whose first joint is `dot`. */
function hostStart(view: TextView, dot: number, turn: Turn): number {
  const { lower, kind, gap } = view;
  let first = -1;
  let words = 0;
  for (let token = dot - 1; token >= Math.max(turn.body, dot - 16); token--) {
    if (gap[token + 1] === Gap.LINE) break;
    const word = lower[token]!;
    const single = view.end[token]! - view.start[token]! === 1;
    if (single && isPossessive(view, token)) break;
    if (kind[token] === TokenKind.MARK) {
      if (word === '-' && gap[token] === Gap.NONE) continue;
      break;
    }
    if (word === 'dash' || word === 'hyphen') {
      words = 0;
      continue;
    }
    if (single && (word !== 'a' || first >= 0) && word !== 'i') {
      first = token;
      continue;
    }
    if (first >= 0 && words === 0 && view.end[first]! - view.start[first]! === 1) break;
    if (STOPS.has(word) || PLACED.has(word) || ++words > 1) break;
    first = token;
  }
  return first;
}

/** Last token of "slash help slash me" after the host. */
function pathEnd(view: TextView, host: number): number {
  let last = host;
  while (
    last - host < 24 &&
    inLine(view, last + 2) &&
    (view.lower[last + 1] === 'slash' || view.lower[last + 1] === '/') &&
    view.kind[last + 2] !== TokenKind.MARK
  ) {
    last += 2;
    while (
      inLine(view, last + 2) &&
      (view.lower[last + 1] === 'dash' ||
        view.lower[last + 1] === 'hyphen' ||
        view.lower[last + 1] === '-' ||
        view.lower[last + 1] === 'dot')
    )
      last += 2;
  }
  return last;
}

/** "john dot smith", in answer to the question for the address: its local part, read for itself. */
function partOfMail(
  view: TextView,
  dot: number,
  turn: Turn,
  add: (start: number, end: number, label: 'EMAIL_ADDRESS', score: number) => void,
): number {
  let first = dot - 1;
  while (first - 2 >= turn.body && JOINTS.has(view.lower[first - 1]!)) first -= 2;
  let last = dot + 1;
  if (last >= turn.end || view.kind[last] === TokenKind.MARK || view.kind[first] === TokenKind.MARK)
    return dot;
  while (last + 2 < turn.end && JOINTS.has(view.lower[last + 1]!) && view.kind[last + 2] !== TokenKind.MARK)
    last += 2;
  while (last + 1 < turn.end && view.kind[last + 1] === TokenKind.NUMBER) last++;
  add(view.start[first]!, view.end[last]!, 'EMAIL_ADDRESS', 0.92);
  return last;
}

/** The s of "it's", which is a token of its own. */
function isPossessive(view: TextView, token: number): boolean {
  const before = view.text[view.start[token]! - 1];
  return before === "'" || before === '\u2019';
}

/** True if one of the turns right before answered the question for the address. */
function askedBefore(turns: Turns, turn: Turn): boolean {
  for (let index = turn.index - 1; index >= Math.max(0, turn.index - 3); index--)
    if ((turns.list[index]!.answers & Asked.EMAIL) !== 0) return true;
  return false;
}
