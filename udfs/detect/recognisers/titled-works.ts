import { PRODUCT_LINES, PRODUCT_MAKERS, PRODUCT_MODELS } from '../gazetteers/products.js';
import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { fieldValue } from './field-value.js';
import { runEnd, runStart } from './title-run.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const TRIGGERS = new Map<string, (view: TextView, token: number, add: Add) => void>();
const TRIGGERING = markWords((word) => TRIGGERS.has(word));
type Add = (
  first: number,
  last: number,
  label: 'WORK_OF_ART' | 'EVENT' | 'PRODUCT' | 'PROJECT_NAME',
  score: number,
) => void;
const on = (words: Iterable<string>, read: (view: TextView, token: number, add: Add) => void): void => {
  for (const word of words) TRIGGERS.set(word, read);
};

/** Titles of works, named events, products with their models and names of projects, each where a word says so. */
export const titledWorks: Recogniser = {
  name: 'titled-works',
  recognise(view, _turns, sink) {
    const add: Add = (first, last, label, score) =>
      sink.add(view.start[first]!, view.end[last]!, label, score);
    for (const token of markedTokens(view, TRIGGERING)) TRIGGERS.get(view.lower[token]!)?.(view, token, add);
  },
};

// Works

const KINDS = set(
  'film movie novel memoir album song poem play musical opera documentary painting sculpture book podcast sitcom miniseries ballet symphony mixtape novella screenplay short-story',
);
const NAMING = set('called titled entitled named , :');
const QUOTES = new Map([
  ['"', '"'],
  ['\u201c', '\u201d'],
  ['\u2018', '\u2019'],
  ["'", "'"],
  ['*', '*'],
  ['_', '_'],
  ['\u00ab', '\u00bb'],
]);
const LONGEST_TITLE = 10;

/** Last token inside the quotes that open at `open`, if the title in them begins with a capital; else -1. */
function quoted(view: TextView, open: number): number {
  const close = QUOTES.get(view.lower[open] ?? '');
  if (close === undefined || open + 1 >= view.count || view.gap[open + 1] !== Gap.NONE) return -1;
  if (view.kind[open + 1] !== TokenKind.NUMBER && !isCapital(view, open + 1)) return -1;
  const most = Math.min(view.count - 1, open + LONGEST_TITLE + 2);
  for (let at = open + 2; at <= most; at++) {
    if (view.gap[at] === Gap.LINE) return -1;
    // An apostrophe inside the title does not close it.
    if (
      view.lower[at] === close &&
      view.gap[at] === Gap.NONE &&
      (at + 1 >= view.count || view.gap[at + 1] !== Gap.NONE || view.kind[at + 1] === TokenKind.MARK)
    )
      return view.lower[at - 1] === ',' || view.lower[at - 1] === '.' ? at - 2 : at - 1;
  }
  return -1;
}

function isCapital(view: TextView, token: number): boolean {
  return token < view.count && view.kind[token] === TokenKind.WORD && view.caps[token] !== Caps.LOWER;
}

on(KINDS, (view, token, add) => {
  let at = token + 1;
  if (at < view.count && view.gap[at] !== Gap.LINE && NAMING.has(view.lower[at]!)) at++;
  if (at >= view.count || view.gap[at] === Gap.LINE) return;
  const inside = quoted(view, at);
  if (inside > at) {
    add(at + 1, inside, 'WORK_OF_ART', 0.9);
    return;
  }
  if (view.caps[token] !== Caps.LOWER || (at > token + 1 && !/^[a-z]/.test(view.lower[token + 1]!))) return;
  const last = runEnd(view, at, LONGEST_TITLE);
  if (last > at && isTitle(view, at, last)) add(at, last, 'WORK_OF_ART', 0.8);
});

const NOT_WORKS = set(
  'times post journal herald tribune guardian gazette chronicle telegraph news center centre club team university company corporation inc street avenue bank hospital',
);
const TITLE_OPENERS = set('the a an my your our i to in on for of this that');
const { GIVEN, EVERYDAY, ENGLISH } = LexiconFlag;

/** True if a title-cased run reads as a title rather than a name of somebody. */
function isTitle(view: TextView, first: number, last: number): boolean {
  const { lower, flags } = view;
  if (NOT_WORKS.has(lower[last]!)) return false;
  for (let at = first; at <= last; at++)
    if (view.caps[at] === Caps.ALL && lower[at]!.length > 1) return false;
  if (TITLE_OPENERS.has(lower[first]!)) return true;
  for (let at = first; at <= last; at++)
    if ((flags[at]! & (EVERYDAY | ENGLISH)) === 0 && lower[at]!.length > 3) return false;
  return (flags[first]! & GIVEN) === 0;
}

const listening = (view: TextView, token: number, add: Add): void => {
  let at = token + 1;
  if (view.lower[token]!.startsWith('listen')) {
    if (view.lower[at] !== 'to') return;
    at++;
  } else if (view.lower[token] === 'copy') {
    if (view.lower[at] !== 'of') return;
    at++;
  }
  if (at >= view.count || view.gap[at] === Gap.LINE) return;
  const inside = quoted(view, at);
  if (inside > at + 1) {
    add(at + 1, inside, 'WORK_OF_ART', 0.85);
    return;
  }
  const last = runEnd(view, at, LONGEST_TITLE);
  if (last <= at || !isTitle(view, at, last)) return;
  // "listening to The Beatles" is a band; three words and more are seldom one.
  if (lowerIs(view, at, 'the') && last < at + 2) return;
  add(at, last, 'WORK_OF_ART', 0.8);
};
const lowerIs = (view: TextView, token: number, word: string): boolean => view.lower[token] === word;
on(set('read reading reread rereading watch watched watching rewatching listening listened copy'), listening);

// Events

const HEADS = set(
  'festival conference summit marathon expo olympics gala fair cup week convention symposium hackathon parade championship championships tournament derby biennale carnival olympiad paralympics',
);
const GENERIC = set(
  'annual national international first second third last next this the a an our your all company team office summer winter spring autumn fall weekly monthly charity video phone parent press local free big new world',
);
const ROOMS = set(
  'room rooms call calls center centre hall table manager organizer committee coordinator services ground grounds line bridge housing credit game use play work',
);
const WEEKS = set(
  'fashion food design restaurant tech beer wine art book music climate pride fleet shark film science heritage innovation startup jazz bike dance education charity homecoming',
);
const FAIRS = set('state county book art world trade science street craft renaissance maker');
const CUPS = set(
  'world stanley davis ryder champions gold solheim america fa nations presidents melbourne gray grey league asia federation',
);

on(HEADS, (view, token, add) => {
  const { lower, caps, gap } = view;
  if (caps[token] !== Caps.FIRST) return;
  const head = lower[token]!;
  if (gap[token + 1] === Gap.SPACE && ROOMS.has(lower[token + 1] ?? '') && token + 1 < view.count) return;
  let first = runStart(view, token, 8);
  // Two events: "the Film Festival and Design Week"
  for (let at = token - 2; at >= first; at--)
    if (HEADS.has(lower[at]!) && view.kind[at + 1] !== TokenKind.WORD) first = at + 2;
    else if (HEADS.has(lower[at]!) && /^(?:and|with|to|in|on)$/.test(lower[at + 1]!)) first = at + 2;
  while (first < token && /^(?:the|a|an|this|that|last|next|our|your|my)$/.test(lower[first]!)) first++;
  if (first === token) {
    // "Festival of Lights"
    if (
      lower[token + 1] === 'of' &&
      isCapital(view, token + 2) &&
      (head === 'festival' || head === 'parade' || head === 'carnival')
    )
      add(token, runEnd(view, token + 2, 4), 'EVENT', 0.8);
    return;
  }
  let telling = 0;
  for (let at = first; at < token; at++)
    if (isCapital(view, at) && caps[at] !== Caps.LOWER && !GENERIC.has(lower[at]!)) telling++;
  const before = lower[token - 1]!;
  if (head === 'week' && (!WEEKS.has(before) || token - first < 2)) return;
  if (head === 'fair' && (!FAIRS.has(before) || (token - first < 2 && before !== 'world'))) return;
  if (head === 'cup' && !CUPS.has(before) && lower[token - 2] !== 'america') return;
  if (telling === 0 && head !== 'cup') return;
  if (head === 'conference' && telling < 1) return;
  let last = token;
  if (
    gap[token + 1] === Gap.SPACE &&
    view.kind[token + 1] === TokenKind.NUMBER &&
    /^20\d\d$|^19\d\d$/.test(lower[token + 1] ?? '')
  )
    last++;
  add(first, last, 'EVENT', 0.82);
});

const WARS = set(
  'vietnam korean gulf civil cold iraq falklands revolutionary crimean boer afghanistan bosnian kosovo yugoslav',
);
on(['war'], (view, token, add) => {
  const { lower, caps } = view;
  if (caps[token] !== Caps.FIRST || token === 0 || caps[token - 1] !== Caps.FIRST) return;
  if (lower[token - 1] === 'world') {
    const next = lower[token + 1] ?? '';
    const numbered =
      view.gap[token + 1] === Gap.SPACE && /^(?:i|ii|1|2|one|two)$/.test(next) && token + 1 < view.count;
    if (numbered) add(token - 1, token + 1, 'EVENT', 0.9);
  } else if (WARS.has(lower[token - 1]!)) add(token - 1, token, 'EVENT', 0.88);
});
on(
  ['wwi', 'wwii', 'ww2', 'lollapalooza', 'bonnaroo', 'oktoberfest', 'sxsw', 'coachella'],
  (view, token, add) => {
    if (view.caps[token] !== Caps.LOWER) add(token, token, 'EVENT', 0.85);
  },
);

const NO_STORM = set(
  'season center centre relief preparedness watch warning warnings deck deductible insurance damage lamp force force-winds coverage shutters katrinas claim claims aid fund fan fans glass',
);
on(['hurricane', 'typhoon', 'cyclone', 'storm'], (view, token, add) => {
  const { lower, caps, gap } = view;
  const name = token + 1;
  const tropical =
    lower[token] !== 'storm' || lower[token - 1] === 'tropical' || lower[token - 1] === 'winter';
  if (!tropical || caps[token] !== Caps.FIRST || name >= view.count || gap[name] !== Gap.SPACE) return;
  if (caps[name] !== Caps.FIRST || view.kind[name] !== TokenKind.WORD || NO_STORM.has(lower[name]!)) return;
  add(lower[token] === 'storm' ? token - 1 : token, name, 'EVENT', 0.9);
});
on(['bowl'], (view, token, add) => {
  if (
    view.caps[token] !== Caps.FIRST ||
    view.lower[token - 1] !== 'super' ||
    view.caps[token - 1] !== Caps.FIRST
  )
    return;
  const next = token + 1;
  const numbered =
    next < view.count &&
    view.gap[next] === Gap.SPACE &&
    view.caps[next] === Caps.ALL &&
    /^[ivxl]+$/.test(view.lower[next]!);
  add(token - 1, numbered ? next : token, 'EVENT', 0.88);
});

// Products

const LINES: ReadonlySet<string> = new Set(PRODUCT_LINES.split(','));
const MODELS = new Map<string, string[][]>();
for (const model of PRODUCT_MODELS.split(',')) {
  const [maker, ...rest] = model.split(' ');
  const list = MODELS.get(maker!) ?? [];
  list.push(rest);
  MODELS.set(maker!, list);
}
const VARIANTS = set(
  'pro max plus mini air ultra note tab fold flip se carbon series slim lite watch buds studio go book laptop gen generation edition xl fe paperwhite oasis scribe elite extreme hybrid sport limited',
);

on(new Set([...LINES, ...PRODUCT_MAKERS.split(','), ...MODELS.keys()]), (view, token, add) => {
  const { lower, kind, gap, caps } = view;
  if (
    caps[token] === Caps.LOWER &&
    !/^(?:iphone|ipad|macbook|imac|airpods|playstation|xbox)$/.test(lower[token]!)
  )
    return;
  if (
    isCapital(view, token - 1) &&
    gap[token] === Gap.SPACE &&
    TRIGGERS.get(lower[token - 1]!) === TRIGGERS.get(lower[token]!) &&
    token > 0
  )
    return; // "Samsung Galaxy S9" was read from "Samsung"
  let last = token;
  let told = false;
  for (const model of MODELS.get(lower[token]!) ?? [])
    if (
      model.every(
        (word, index) =>
          lower[token + 1 + index] === word &&
          isCapital(view, token + 1 + index) &&
          gap[token + 1 + index] === Gap.SPACE,
      )
    ) {
      last = Math.max(last, token + model.length);
      told = true;
    }
  const line = LINES.has(lower[token]!) || told;
  const most = Math.min(view.count - 1, token + 6);
  for (let at = last + 1; at <= most; at++) {
    if (gap[at] === Gap.LINE || (gap[at] === Gap.NONE && lower[at - 1] !== '-')) break;
    if (kind[at] === TokenKind.CODE && caps[at] !== Caps.LOWER && view.end[at]! - view.start[at]! <= 10) {
      last = at;
      told = true;
    } else if (
      isCapital(view, at) &&
      lower[at + 1] === '-' &&
      gap[at + 1] === Gap.NONE &&
      at + 2 < view.count &&
      kind[at + 2] !== TokenKind.WORD &&
      kind[at + 2] !== TokenKind.MARK &&
      gap[at + 2] === Gap.NONE &&
      view.end[at]! - view.start[at]! <= 3
    ) {
      // "P-125", "F-150"
      last = at + 2;
      at += 2;
      told = true;
    } else if (
      line &&
      isCapital(view, at) &&
      (VARIANTS.has(lower[at]!) || (caps[at] !== Caps.LOWER && /^[xsyz]$/.test(lower[at]!)))
    ) {
      last = at;
      told = true;
    } else if (
      line &&
      kind[at] === TokenKind.NUMBER &&
      lower[at] !== '' &&
      Number(lower[at]) < 10000 &&
      view.end[at]! - view.start[at]! <= 4
    ) {
      // "iPhone 14 Pro", not "iPhone 2 days ago"
      const next = at + 1;
      if (next < view.count && gap[next] === Gap.SPACE && UNITS.has(lower[next]!)) break;
      if (
        next < view.count &&
        gap[next] === Gap.NONE &&
        /^[.,:/%$-]$/.test(lower[next]!) &&
        kind[next + 1] === TokenKind.NUMBER &&
        gap[next + 1] === Gap.NONE
      )
        break;
      last = at;
      told = true;
    } else break;
  }
  if (told && last > token) add(token, last, 'PRODUCT', 0.9);
});
const UNITS = set(
  'days day weeks week months month years year hours hour minutes times dollars people percent am pm and',
);

// Projects

const NO_PROJECT = set(
  'manager managers management lead leads leader plan plans planning name names id number no director coordinator team teams status update updates engineer engineering administrator assistant owner sponsor scope details detail description office officer based charter code cost costs budget specialist analyst architect consultant supervisor summary timeline title type start end date dates deadline overview site work worker group files file board members member management phase milestone report reports and or is in for of on to the a an at by with proposal kickoff meeting due reference ref location address client contact control controls accountant designer superintendent executive support estimator planner scheduler management-office',
);
const BLANK = set('n none null tbd unknown na pending new other see not yes no true false various multiple');

on(['project', 'projectname', 'codename', 'codenamed'], (view, token, add) => {
  const { lower, gap, caps, kind } = view;
  const word = lower[token]!;
  let key = token;
  if (
    word === 'project' &&
    (lower[token + 1] === 'name' || (lower[token + 1] === '_' && lower[token + 2] === 'name'))
  )
    key = lower[token + 1] === 'name' ? token + 1 : token + 2;
  const value = fieldValue(view, key);
  if (value >= 0) {
    named(view, value, add);
    return;
  }
  if (key > token) return;
  const next = token + 1;
  if (next >= view.count || gap[next] !== Gap.SPACE) return;
  if (word !== 'project') {
    const at = QUOTES.has(lower[next]!) ? next + 1 : next;
    if (isCapital(view, at)) add(at, runEnd(view, at, 2), 'PROJECT_NAME', 0.88);
    return;
  }
  if (caps[token] === Caps.ALL || NO_PROJECT.has(lower[next]!)) return;
  if (!isCapital(view, next) && kind[next] !== TokenKind.CODE) return;
  if (
    caps[token] === Caps.LOWER &&
    (token === 0 || !/^(?:on|the|for|of|our|in|to|from|under|a|with|join|joined)$/.test(lower[token - 1]!))
  )
    return;
  if (caps[token] === Caps.LOWER && (view.flags[next]! & (EVERYDAY | ENGLISH)) === 0) return;
  if (
    token > 0 &&
    isCapital(view, token - 1) &&
    gap[token] === Gap.SPACE &&
    caps[token] === Caps.FIRST &&
    !/^(?:on|the|for|of|our|in|to|from|under|a|with|re|join)$/.test(lower[token - 1]!)
  )
    return;
  let last = next;
  if (gap[next + 1] === Gap.SPACE && next + 1 < view.count && isCapital(view, next + 1)) {
    if (NO_PROJECT.has(lower[next + 1]!)) {
      if (!/^(?:team|status|update|lead|plan|manager)$/.test(lower[next + 1]!)) return;
    } else last = next + 1;
  }
  add(token, last, 'PROJECT_NAME', 0.85);
});

/** The value of a project's field: capitalised words to the end of the field. */
function named(view: TextView, value: number, add: Add): void {
  const { lower, gap, kind } = view;
  if (!isCapital(view, value) || BLANK.has(lower[value]!)) return;
  let last = value;
  for (let at = value + 1; at < view.count && at <= value + 4; at++) {
    if (gap[at] === Gap.LINE || kind[at] === TokenKind.MARK) break;
    last = at;
  }
  const next = last + 1;
  // A sentence is no name.
  if (next < view.count && gap[next] === Gap.SPACE && kind[next] === TokenKind.WORD) return;
  add(value, last, 'PROJECT_NAME', 0.85);
}
