import { LexiconFlag } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked, type Turns } from '../turns.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const { GIVEN, GIVEN_COMMON, FAMILY, FAMILY_COMMON, EVERYDAY, ENGLISH, PLACE_START } = LexiconFlag;
const ORDINARY = EVERYDAY | ENGLISH;

const TITLES = set(
  'mr mrs ms miss mx dr prof professor sir madam doctor mister rev reverend judge officer sgt capt lt col gen sen rep hon señor señora',
);
const PARTICLES = set(
  'de da di del della der den dos das du la le van von bin ibn al el ben mac st ter ten y e abu',
);
const SUFFIXES = set('jr sr ii iii iv md phd esq dds');
/** Never part of a name, whatever a gazetteer says, unless the words before them say that a name follows. */
const NEVER = set(
  'i a an the this that these those it he she we you they my your his her our their and or but if so as at by for from in of on to with is am are was were be been do does did have has had will would can could should may might must shall not no yes ok okay oh hi hey hello thanks thank please sorry sure great good well right now here there what when where who why how which agent caller customer representative operator support rep sir madam ma mom dad monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec street avenue road drive lane court place boulevard apt unit suite zip po box inc llc corp sms pin url pdf faq usa us uk eu am pm est pst cst edt pdt gmt utc ssn cvv atm id tv dob account order case ticket policy claim number phone email address city state country card visa mastercard amex got let just also anything one any all some every each email mail dear best regards sincerely confirmed done found perfect correct absolutely certainly',
);
/** The next capitalised words are a name: "my name is", "Mr", "speaking with". */
const GREETINGS = set(
  'hi hello hey thanks thank dear regards sincerely cheers welcome goodbye bye morning afternoon evening you sorry ok okay yes great perfect alright sure',
);
const CALLED = set(
  "is named called name i'm im am it's its this by with to contact ask spouse wife husband son daughter mother father brother sister boss manager colleague friend doctor patient client holder beneficiary dependent tenant landlord owner neighbor partner fiancé fiancée recipient attn attention signed from technician agent representative supervisor nurse teacher mr",
);
const SPEAKER_ROLES = set(
  'agent caller customer representative rep operator support advisor associate csr assistant specialist bot user client speaker system patient doctor nurse host guest member interviewer q a note notes subject re to from cc date time summary transcript call manager supervisor technician driver receptionist dispatcher officer employee sales billing chat message reply question answer address phone email name order account step option update info information issue problem action status warning error http https name ssn dob',
);

/** Given and family names: gazetteer, shape, and the words around them; answers to "may I have your name?". */
export const personNames: Recogniser = {
  name: 'person-names',
  recognise(view, turns, sink) {
    const inMail = namesInMail(view);
    let next = 0;
    for (const token of view.capital) {
      if (token < next) continue;
      next = capitalised(view, turns, token, inMail, sink);
    }
    for (const turn of turns.list) lowerCase(view, turn, sink);
    speakers(view, turns, sink);
    spelled(view, turns, sink);
  },
};

/** Words of the local parts of e-mail addresses: "jordan.miles@…" makes "Jordan" and "Miles" names. */
function namesInMail(view: TextView): ReadonlySet<string> {
  const words = new Set<string>();
  for (const at of view.at) {
    for (let token = at - 1; token >= 0 && at - token < 8 && view.gap[token + 1] === Gap.NONE; token--) {
      if (view.kind[token] === TokenKind.WORD && view.lower[token]!.length > 2) words.add(view.lower[token]!);
    }
  }
  return words;
}

function isWord(view: TextView, token: number): boolean {
  return token < view.count && view.kind[token] === TokenKind.WORD;
}

/** Handles the capitalised run that begins at `token`; answers where to go on. */
function capitalised(
  view: TextView,
  turns: Turns,
  token: number,
  inMail: ReadonlySet<string>,
  sink: Sink,
): number {
  // The run: capitalised words one space apart, initials with their dot, particles, hyphenated parts.
  const run: number[] = [token];
  let at = token;
  while (run.length < 7) {
    let after = at + 1;
    if (after >= view.count) break;
    const initial = view.end[at]! - view.start[at]! === 1;
    const shortTitle = TITLES.has(view.lower[at]!);
    if (view.lower[after] === '.' && view.gap[after] === Gap.NONE && (initial || shortTitle)) after++;
    if (after >= view.count) break;
    if (
      view.lower[after] === '-' &&
      view.gap[after] === Gap.NONE &&
      isWord(view, after + 1) &&
      view.gap[after + 1] === Gap.NONE &&
      view.caps[after + 1] !== Caps.LOWER
    ) {
      run.push(after + 1);
      at = after + 1;
      continue;
    }
    if (view.gap[after] !== Gap.SPACE || !isWord(view, after)) break;
    if (view.caps[after] !== Caps.LOWER) {
      run.push(after);
      at = after;
      continue;
    }
    // "Maria de la Cruz": particles only before another capital.
    let particle = after;
    while (
      particle < after + 3 &&
      isWord(view, particle) &&
      PARTICLES.has(view.lower[particle]!) &&
      view.caps[particle] === Caps.LOWER
    )
      particle++;
    if (
      particle === after ||
      !isWord(view, particle) ||
      view.caps[particle] === Caps.LOWER ||
      view.gap[particle] !== Gap.SPACE
    )
      break;
    for (let p = after; p <= particle; p++) run.push(p);
    at = particle;
  }
  const end = run.at(-1)! + 1;
  // Segments of the run without the words that are never names.
  let segment: number[] = [];
  let titled = false;
  for (const word of [...run, -1]) {
    const lower = word < 0 ? '' : view.lower[word]!;
    if (
      word >= 0 &&
      TITLES.has(lower) &&
      segment.length === 0 &&
      !(lower === 'rep' || lower === 'gen' || lower === 'col')
    ) {
      titled = true;
      continue;
    }
    const never =
      word < 0 || (NEVER.has(lower) && !(titled && segment.length === 0) && !followsName(view, word));
    if (!never) {
      segment.push(word);
      continue;
    }
    if (segment.length > 0) judge(view, turns, segment, titled, inMail, sink);
    segment = [];
    titled = false;
  }
  return end;
}

/** "My name is May": words of the calendar and auxiliaries may be names right after "name is". */
function followsName(view: TextView, token: number): boolean {
  return (
    token >= 2 &&
    (view.lower[token - 1] === 'is' || view.lower[token - 1] === "name's") &&
    (view.lower[token - 2] === 'name' || view.lower[token - 1] === "name's") &&
    view.lower[token] !== 'not' &&
    view.caps[token] === Caps.FIRST &&
    view.end[token]! - view.start[token]! > 2
  );
}

function sentenceStart(view: TextView, token: number): boolean {
  if (token === 0 || view.gap[token] === Gap.LINE) return true;
  const before = view.lower[token - 1]!;
  return (
    view.kind[token - 1] === TokenKind.MARK &&
    before !== ',' &&
    before !== '-' &&
    before !== '&' &&
    before !== '(' &&
    before !== '/' &&
    before !== ';'
  );
}

/** Strength of the words before a run: 2 says "a name follows", 1 hints at it. */
function contextBefore(view: TextView, first: number): number {
  if (first === 0 || view.gap[first] === Gap.LINE) return 0;
  const one = view.lower[first - 1]!;
  const two = first > 1 ? view.lower[first - 2]! : '';
  const three = first > 2 ? view.lower[first - 3]! : '';
  if (one === 'is' && (two === 'name' || three === 'name')) return 2;
  if (
    one === "name's" ||
    (one === ':' &&
      (two === 'name' ||
        two === 'attn' ||
        two === 'patient' ||
        two === 'client' ||
        two === 'recipient' ||
        two === 'signed'))
  )
    return 2;
  if (
    (one === 'with' || one === 'to' || one === 'for') &&
    (two === 'speaking' ||
      two === 'speak' ||
      two === 'talking' ||
      two === 'spoke' ||
      two === 'talk' ||
      two === 'asking' ||
      two === 'ask' ||
      two === 'attention')
  )
    return 2;
  if (one === 'named' || one === 'called' || one === 'attn' || one === 'dear') return 2;
  if (one === 'as' && (two === 'known' || two === 'spelled' || two === 'listed' || two === 'registered'))
    return 2;
  if ((one === 'is' && (two === 'this' || two === 'here')) || one === "i'm" || (one === 'am' && two === 'i'))
    return 1;
  if (one === ',' && (GREETINGS.has(two) || (two === 'you' && three === 'thank'))) return 1;
  if (one !== 'you' && GREETINGS.has(one)) return 1;
  if (one === 'you' && two === 'thank') return 1;
  if (
    one === 'for' &&
    (two === 'account' ||
      two === 'registered' ||
      two === 'appointment' ||
      two === 'reservation' ||
      two === 'order' ||
      two === 'record')
  )
    return 1;
  if (CALLED.has(one)) return 1;
  return 0;
}

function contextAfter(view: TextView, last: number): number {
  const one = view.lower[last + 1] ?? '';
  if (last + 1 >= view.count || view.gap[last + 1] === Gap.LINE) return 0;
  if (one === 'speaking' || one === 'here' || one === 'calling') return 2;
  if (
    one === 'from' ||
    one === 'said' ||
    one === 'says' ||
    one === 'told' ||
    one === 'asked' ||
    one === 'called' ||
    one === 'lives' ||
    one === 'wrote'
  )
    return 1;
  return 0;
}

function judge(
  view: TextView,
  turns: Turns,
  segment: readonly number[],
  titled: boolean,
  inMail: ReadonlySet<string>,
  sink: Sink,
): void {
  let words = [...segment];
  const turn = turns.of(words[0]!);
  const asked = (turn.answers & Asked.NAME) !== 0 && words[0]! - turn.body < 14;
  const flagsOf = (word: number): number => view.flags[word]!;
  const ordinaryOnly = (word: number): boolean =>
    (flagsOf(word) & ORDINARY) !== 0 && (flagsOf(word) & (GIVEN | FAMILY)) === 0;
  const context = contextBefore(view, words[0]!);
  // Words of the sentence at either end that are no names: "Thanks Jordan", "Jordan Called".
  if (!titled && context !== 2) while (words.length > 0 && ordinaryOnly(words[0]!)) words.shift();
  while (words.length > 0 && ordinaryOnly(words.at(-1)!)) words.pop();
  // "Nurse Kwame Boateng": a role that some family is named after.
  while (
    !titled &&
    context !== 2 &&
    words.length > 1 &&
    CALLED.has(view.lower[words[0]!]!) &&
    (flagsOf(words[0]!) & ORDINARY) !== 0
  )
    words.shift();
  if (words.length === 0) return;
  const broken = words.findIndex(
    (word, index) => index > 0 && ordinaryOnly(word) && !PARTICLES.has(view.lower[word]!),
  );
  if (broken > 0) {
    judge(view, turns, words.slice(0, broken), titled, inMail, sink);
    judge(view, turns, words.slice(broken), false, inMail, sink);
    return;
  }
  while (words.length > 1 && SUFFIXES.has(view.lower[words.at(-1)!]!)) words = words.slice(0, -1);
  const first = words[0]!;
  const last = words.at(-1)!;
  const start = sentenceStart(view, first);
  // "by Nurse Kwame Boateng": what stands right before the name counts too.
  const hinted = context === 1 || (first !== segment[0] && contextBefore(view, first) === 1);
  const strong = titled || context === 2;
  const hint = strong || hinted || asked;
  const after = contextAfter(view, last);
  const possessive = view.lower[last + 1] === "'" || view.lower[last + 1] === '\u2019';
  if (words.length === 1) {
    const word = first;
    const flags = flagsOf(word);
    const size = view.end[word]! - view.start[word]!;
    const acronym =
      view.caps[word] === Caps.ALL && size <= 4 && (flags & (GIVEN_COMMON | FAMILY_COMMON)) === 0;
    const ordinary = (flags & ORDINARY) !== 0;
    const everyday = (flags & EVERYDAY) !== 0;
    const given = (flags & GIVEN) !== 0;
    const family = (flags & FAMILY) !== 0;
    let score = 0;
    let label: 'NAME_GIVEN' | 'NAME_FAMILY' = titled || (!given && family) ? 'NAME_FAMILY' : 'NAME_GIVEN';
    if (size === 1) score = strong ? 0.5 : 0;
    else if (inMail.has(view.lower[word]!) && !everyday) {
      score = given || family ? 0.92 : 0.7;
      if (family && !given) label = 'NAME_FAMILY';
    } else if (strong) score = acronym ? 0.5 : everyday && !given && !family ? 0.3 : 0.92;
    else if (acronym) score = 0;
    else if (asked && (words[0]! - turn.body < 3 || !ordinary))
      score =
        given || family ? (everyday && start && words[0]! !== turn.body ? 0.3 : 0.85) : ordinary ? 0 : 0.62;
    else if (!ordinary) {
      const city = (flags & PLACE_START) !== 0;
      if ((flags & GIVEN_COMMON) !== 0) score = city && !hint ? 0.5 : 0.8;
      else if (given) score = hint || after > 0 ? 0.78 : start && !possessive ? 0.45 : family ? 0.5 : 0.55;
      else if (family)
        score = hint && context === 1 ? 0.5 : after === 2 ? 0.6 : (flags & FAMILY_COMMON) !== 0 ? 0.42 : 0.3;
      else score = (context === 1 && introduces(view, first)) || after === 2 ? 0.5 : 0;
    } else if (given) {
      // "Will", "Mark", "Grace": ordinary words; only where a name is due.
      if ((flags & GIVEN_COMMON) !== 0 || !everyday) {
        if (after === 2 || introduces(view, first) || vocative(view, first)) score = 0.7;
        else if (!start && view.caps[word] === Caps.FIRST && (flags & GIVEN_COMMON) !== 0)
          score = everyday ? 0.42 : 0.5;
        else if (after === 1 && !everyday) score = 0.45;
      }
    }
    if (score > 0) sink.add(view.start[word]!, view.end[word]!, label, score);
    return;
  }
  score(view, words, { start, strong, hint, asked, after, inMail, titled }, sink);
}

/** "this is X", "I'm X", "hi X," */
function introduces(view: TextView, first: number): boolean {
  const one = view.lower[first - 1] ?? '';
  const two = view.lower[first - 2] ?? '';
  return (
    one === "i'm" ||
    one === 'its' ||
    one === "it's" ||
    (one === 'is' && (two === 'this' || two === 'name')) ||
    one === 'hi' ||
    one === 'hello' ||
    one === 'hey' ||
    one === 'dear' ||
    (one === 'am' && two === 'i')
  );
}

/** "Thanks, Mark." / "Okay, Grace, …" */
function vocative(view: TextView, first: number): boolean {
  const next = view.lower[first + 1] ?? '';
  const closes =
    next === '' || next === '.' || next === ',' || next === '!' || next === '?' || next === '\u2014';
  const one = view.lower[first - 1] ?? '';
  const two = view.lower[first - 2] ?? '';
  return (
    closes &&
    first > 0 &&
    ((one === ',' && GREETINGS.has(two)) || one === 'thanks' || (one === 'you' && two === 'thank'))
  );
}

interface Around {
  readonly start: boolean;
  readonly strong: boolean;
  readonly hint: boolean;
  readonly asked: boolean;
  readonly after: number;
  readonly inMail: ReadonlySet<string>;
  readonly titled: boolean;
}

function score(view: TextView, run: readonly number[], around: Around, sink: Sink): void {
  let words = [...run];
  const flagsOf = (word: number): number => view.flags[word]!;
  const initial = (word: number): boolean => view.end[word]! - view.start[word]! === 1;
  // "May Jordan Miles": an everyday word that opens a sentence is dropped if a given name follows.
  if (
    around.start &&
    !around.strong &&
    words.length > 2 &&
    (flagsOf(words[0]!) & EVERYDAY) !== 0 &&
    (flagsOf(words[1]!) & GIVEN) !== 0
  )
    words = words.slice(1);
  if (words.length > 4 && !words.some((word) => PARTICLES.has(view.lower[word]!))) words = words.slice(0, 4);
  const first = words[0]!;
  const last = words.at(-1)!;
  const a = flagsOf(first);
  const b = flagsOf(last);
  const firstOrdinary = (a & ORDINARY) !== 0;
  const lastOrdinary = (b & ORDINARY) !== 0;
  const firstGiven = (a & GIVEN) !== 0 || initial(first);
  const lastFamily = (b & FAMILY) !== 0;
  let value = 0;
  if (around.strong) value = 0.95;
  else if (around.asked && (firstGiven || lastFamily || !firstOrdinary)) value = 0.93;
  else if (around.inMail.has(view.lower[first]!) || around.inMail.has(view.lower[last]!)) value = 0.93;
  else if (firstGiven && !firstOrdinary) {
    if (lastFamily) value = lastOrdinary ? 0.82 : 0.92;
    else value = lastOrdinary ? 0.4 : (a & GIVEN_COMMON) !== 0 || around.hint ? 0.82 : 0.6;
    if ((a & PLACE_START) !== 0 && (a & GIVEN_COMMON) === 0) value -= 0.25;
  } else if (firstGiven && lastFamily) {
    // "Will Smith", "Grace Hopper", "Mark Young": both ordinary is a guess.
    value = lastOrdinary
      ? around.hint
        ? 0.65
        : (a & GIVEN_COMMON) !== 0 && (b & FAMILY_COMMON) !== 0 && !around.start
          ? 0.5
          : 0.3
      : (a & GIVEN_COMMON) !== 0
        ? 0.75
        : around.hint
          ? 0.65
          : 0.35;
  } else if (lastFamily && !lastOrdinary && !firstOrdinary)
    value = around.hint ? 0.8 : (a & FAMILY) !== 0 ? 0.55 : (b & FAMILY_COMMON) !== 0 ? 0.55 : 0.42;
  else if (around.hint && !firstOrdinary && !lastOrdinary) value = 0.55;
  else if (
    !around.start &&
    words.length === 2 &&
    a === 0 &&
    b === 0 &&
    view.caps[first] === Caps.FIRST &&
    view.caps[last] === Caps.FIRST
  ) {
    // Two capitalised words that no list knows: more often a person than anything else.
    value = 0.45;
  }
  if (around.after === 2) value = Math.max(value, 0.8);
  if (view.caps[first] === Caps.ALL && view.caps[last] === Caps.ALL && !firstGiven)
    value = Math.min(value, 0.45);
  if (value < 0.3) {
    // No full name: each word by itself, where it is a clear one.
    for (const word of words) {
      const flags = flagsOf(word);
      if ((flags & GIVEN_COMMON) !== 0 && (flags & ORDINARY) === 0)
        sink.add(view.start[word]!, view.end[word]!, 'NAME_GIVEN', 0.55);
    }
    return;
  }
  // Where the family name begins: at its particle, or at the last hyphenated part's first.
  let from = words.length - 1;
  while (from > 1 && (PARTICLES.has(view.lower[words[from - 1]!]!) || view.lower[words[from]! - 1] === '-'))
    from--;
  if (from >= 1 && words.length === 2 && view.lower[words[1]! - 1] === '-') {
    // "Anne-Marie": one given name.
    sink.add(
      view.start[first]!,
      view.end[last]!,
      around.titled || (lastFamily && (a & GIVEN) === 0) ? 'NAME_FAMILY' : 'NAME_GIVEN',
      value,
    );
    return;
  }
  if (from === 1 && words.length > 2 && view.lower[words[1]! - 1] === '-') from = words.length - 1;
  const familyFrom = words[from]!;
  const givenLast = words[from - 1]!;
  const dot =
    initial(givenLast) && view.lower[givenLast + 1] === '.' && view.gap[givenLast + 1] === Gap.NONE ? 1 : 0;
  sink.add(view.start[first]!, view.end[givenLast]! + dot, 'NAME_GIVEN', value);
  sink.add(view.start[familyFrom]!, view.end[last]!, 'NAME_FAMILY', value);
}

/** Names in lower case, as transcription writes them: two in a row, after "my name is", in answer to the question. */
function lowerCase(
  view: TextView,
  turn: { readonly body: number; readonly end: number; readonly answers: number },
  sink: Sink,
): void {
  const asked = (turn.answers & Asked.NAME) !== 0;
  for (let token = turn.body; token < turn.end; token++) {
    if (view.kind[token] !== TokenKind.WORD || view.caps[token] !== Caps.LOWER) continue;
    const flags = view.flags[token]!;
    if (HESITATIONS.has(view.lower[token]!) || view.lower[token] === "i'm") continue;
    const named = token >= 2 && view.lower[token - 1] === 'is' && view.lower[token - 2] === 'name';
    const size = view.end[token]! - view.start[token]!;
    if (named && size > 1 && ((flags & (GIVEN | FAMILY)) !== 0 || flags === 0) && (flags & EVERYDAY) === 0) {
      sink.add(view.start[token]!, view.end[token]!, 'NAME_GIVEN', 0.85);
      if (
        nextLower(view, token) &&
        (view.flags[token + 1]! & EVERYDAY) === 0 &&
        view.lower[token + 1] !== "i'm" &&
        !HESITATIONS.has(view.lower[token + 1]!)
      )
        sink.add(view.start[token + 1]!, view.end[token + 1]!, 'NAME_FAMILY', 0.8);
      continue;
    }
    if ((flags & GIVEN) === 0 || (flags & ORDINARY) !== 0) continue;
    const common = (flags & GIVEN_COMMON) !== 0;
    const near = asked && token - turn.body < 10;
    const introduced = token > 0 && (introduces(view, token) || view.lower[token - 1] === 'mr');
    if (
      nextLower(view, token) &&
      (view.flags[token + 1]! & FAMILY) !== 0 &&
      ((view.flags[token + 1]! & ORDINARY) === 0 || near)
    ) {
      const value = near ? 0.85 : common ? 0.6 : introduced ? 0.6 : 0.42;
      sink.add(view.start[token]!, view.end[token]!, 'NAME_GIVEN', value);
      sink.add(view.start[token + 1]!, view.end[token + 1]!, 'NAME_FAMILY', value);
    } else if (common && (near || introduced))
      sink.add(view.start[token]!, view.end[token]!, 'NAME_GIVEN', 0.65);
  }
}

const HESITATIONS = set('uh um er erm umm uhm');

function nextLower(view: TextView, token: number): boolean {
  return isWord(view, token + 1) && view.gap[token + 1] === Gap.SPACE && view.caps[token + 1] === Caps.LOWER;
}

/** A name letter by letter: "N-A-K-A-M-U-R-A". */
function spelled(view: TextView, turns: Turns, sink: Sink): void {
  const isLetter = (at: number): boolean => isWord(view, at) && view.end[at]! - view.start[at]! === 1;
  for (let token = 0; token + 2 < view.count; token++) {
    if (!isLetter(token) || view.lower[token + 1] !== '-') continue;
    let last = token;
    while (
      view.lower[last + 1] === '-' &&
      view.gap[last + 1] === Gap.NONE &&
      view.gap[last + 2] === Gap.NONE &&
      isLetter(last + 2)
    )
      last += 2;
    const letters = (last - token) / 2 + 1;
    const asked = (turns.of(token).answers & Asked.NAME) !== 0;
    if (letters >= 4 || (letters === 3 && asked))
      sink.add(view.start[token]!, view.end[last]!, 'NAME_FAMILY', asked ? 0.97 : 0.6);
    token = last;
  }
}

/** A name as the tag of a turn: "Jordan Miles: …", "PRIYA: …". */
function speakers(view: TextView, turns: Turns, sink: Sink): void {
  for (const turn of turns.list) {
    const words: number[] = [];
    for (let token = turn.first; token < turn.body; token++) if (isWord(view, token)) words.push(token);
    if (words.length === 0 || words.length > 3) continue;
    if (words.some((word) => view.caps[word] === Caps.LOWER || SPEAKER_ROLES.has(view.lower[word]!)))
      continue;
    const known = words.some((word) => {
      const flags = view.flags[word]!;
      if ((flags & (GIVEN | FAMILY)) === 0) return false;
      // "London: +44 …" is a heading.
      if (words.length === 1 && (flags & PLACE_START) !== 0 && (flags & GIVEN_COMMON) === 0) return false;
      return (flags & EVERYDAY) === 0 || (flags & GIVEN_COMMON) !== 0;
    });
    if (!known) continue;
    words.forEach((word, index) => {
      sink.add(
        view.start[word]!,
        view.end[word]!,
        index > 0 && index === words.length - 1 ? 'NAME_FAMILY' : 'NAME_GIVEN',
        0.85,
      );
    });
  }
}
