import { FIELDS, OCCUPATIONS, ROLES } from '../gazetteers/occupations.js';
import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { bitOf, markWords } from '../word-marks.js';
import { fieldValue } from './field-value.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Known jobs by their first word: the other words, longest first. */
let jobs: Map<string, string[][]> | undefined;
/** Last words of jobs of several words, and roles: "clerk", "technician". */
let heads: Set<string> | undefined;

function load(): void {
  jobs = new Map();
  heads = new Set(ROLES.toLowerCase().split(','));
  for (const job of OCCUPATIONS.toLowerCase().split(',')) {
    const words = job.split(/[\s-]+/);
    const rest = words.slice(1);
    const list = jobs.get(words[0]!);
    if (list === undefined) jobs.set(words[0]!, [rest]);
    else list.push(rest);
    if (rest.length > 0) heads.add(words.at(-1)!);
  }
  for (const list of jobs.values()) list.sort((a, b) => b.length - a.length);
  for (const field of FIELDS.toLowerCase().split(',')) fields.add(field.split(' ')[0]!);
}

const fields = new Set<string>();
/** Jobs that are more often something else, or a part that somebody plays in the text. */
const VAGUE = set(
  'agent representative manager supervisor assistant associate operator specialist advisor adviser model partner host guide player page buyer builder driver guard leader member owner officer executive lead consultant coach minister author writer staff administrator analyst user customer caller admin bot client intern trainee volunteer coordinator director principal guest messenger conductor fireman temp other liaison broker runner cook porter steward developer broadcaster ranger judge king general major pilot captain planner counsel',
);
const SPEAKERS =
  /^(?:customer (?:service|support|care)|support|service|sales|call cent(?:er|re)) (?:representative|agent|rep|associate|advisor|specialist|operator)$/;
const RANKS = set(
  'senior junior lead chief assistant associate head principal deputy trainee freelance certified licensed retired former sr jr staff vice executive regional registered',
);
const STATES = set('retired licensed freelance self-employed unemployed registered');
const FOLLOWS = set(
  'and or at in for with from who but on by since here there to when now working employed based until after before i he she we they as so because that then again called named remember because',
);
const COPULAS = set("is was am i'm im he's she's hes shes being became become");
const HIRED = set(
  'hired job jobs position career employed work works worked working trained role started began appointed promoted training employment licensed qualified registered serve serves served',
);
const STOP = set(
  'the a an of to in on at for with by from is are was were be and or not no yes n none unknown unemployed tbd na null my your his her our their this that it i you',
);
const { GIVEN, FAMILY, EVERYDAY } = LexiconFlag;

/** Below a sure reading of the trained tagger, so that what it covers beyond the job is not split off it. */
const BESIDE_TAGGER = 0.6;

const FIELD = 1;
const DIRECT = 2;
const TRIGGERS = new Map<string, number>();
for (const word of set('occupation profession jobtitle designation beruf profesión profession ocupación'))
  TRIGGERS.set(word, FIELD);
for (const word of set('position role title')) TRIGGERS.set(word, DIRECT);

/** Words that a job, or the field of one, may begin with. */
const BEGINNING = bitOf(
  markWords((word) => {
    if (jobs === undefined) load();
    return TRIGGERS.has(word) || jobs!.has(word) || heads!.has(word) || fields.has(word);
  }),
);

const HEADS = bitOf(
  markWords((word) => {
    if (heads === undefined) load();
    return heads!.has(word);
  }),
);
const STOPS = bitOf(markWords(STOP));

/** Jobs where a cue says that somebody has one: fields, signatures, "works as a …", "is a …", after a name. */
export const jobTitles: Recogniser = {
  name: 'job-titles',
  recognise(view, _turns, sink) {
    if (jobs === undefined) load();
    const { kind, lower, start, end, gap, caps, words } = view;
    const add = (first: number, last: number, score: number): void =>
      sink.add(start[first]!, end[last]!, 'OCCUPATION', score);
    for (let token = 0; token < view.count; token++) {
      if (kind[token] !== TokenKind.WORD) continue;
      const begins = ((words[token]?.marks ?? 0) & BEGINNING) !== 0;
      const apart =
        token > 0 && caps[token] === Caps.FIRST && (lower[token - 1] === ',' || lower[token - 1] === '(');
      if (!begins && !apart && gap[token] !== Gap.LINE) continue;
      const word = lower[token]!;
      const trigger = begins ? TRIGGERS.get(word) : undefined;
      if (trigger !== undefined) {
        const sure = trigger === FIELD || (word === 'title' && lower[token - 1] === 'job');
        const value = fieldValue(view, token);
        if (value >= 0) {
          const last = fieldEnd(view, value);
          if (last >= value && (sure || isTitle(view, value, last))) add(value, last, sure ? 0.9 : 0.85);
          if (last >= value) token = last;
        } else if (word !== 'title') {
          const last = jobAt(view, token + 1);
          if (
            last > token &&
            gap[token + 1] === Gap.SPACE &&
            standsAlone(view, last) &&
            !isVague(view, token + 1, last)
          )
            add(token + 1, last, 0.8);
        }
        continue;
      }
      // Signature: the line under a name.
      if (gap[token] === Gap.LINE) {
        const last = token > 0 ? titleLine(view, token) : -1;
        if (last >= token) {
          add(token, last, BESIDE_TAGGER);
          token = last;
          continue;
        }
      }
      if (!apart && !begins) continue;
      const last = jobAt(view, token);
      if (last < token) continue;
      if (hasCue(view, token, last)) add(token, last, BESIDE_TAGGER);
      token = last;
    }
  },
};

/** Last token of the known job, or of fields and a role, that begins at `first`; -1 if none does. */
function jobAt(view: TextView, first: number): number {
  const { lower, gap, kind, count, words } = view;
  if (first >= count || kind[first] !== TokenKind.WORD) return -1;
  let best = -1;
  for (const rest of jobs!.get(lower[first]!) ?? []) {
    let at = first;
    let fits = true;
    for (const word of rest) {
      at++;
      if (at < count && gap[at] === Gap.NONE && lower[at] === '-') at++;
      if (at >= count || gap[at] === Gap.LINE || lower[at] !== word) {
        fits = false;
        break;
      }
    }
    if (fits) {
      best = at;
      break;
    }
  }
  // "Accounts Payable Clerk", "quality technician": up to three words and a head.
  for (let at = first + 1; at < count && at <= first + 3; at++) {
    const marks = words[at]?.marks ?? 0;
    if (gap[at] !== Gap.SPACE || kind[at] !== TokenKind.WORD || (marks & STOPS) !== 0) break;
    if (
      at > best &&
      (marks & HEADS) !== 0 &&
      !STOP.has(lower[first]!) &&
      (at === first + 1 || view.caps[first] === Caps.FIRST)
    ) {
      if (view.caps[first] === Caps.FIRST && view.caps[at] === Caps.LOWER) break;
      best = at;
    }
  }
  return best;
}

function phrase(view: TextView, first: number, last: number): string {
  return view.lower.slice(first, last + 1).join(' ');
}

function isVague(view: TextView, first: number, last: number): boolean {
  return first === last ? VAGUE.has(view.lower[first]!) : SPEAKERS.test(phrase(view, first, last));
}

function standsAlone(view: TextView, last: number): boolean {
  const at = last + 1;
  if (at >= view.count || view.gap[at] === Gap.LINE) return true;
  if (view.kind[at] === TokenKind.MARK)
    return !(view.gap[at] === Gap.NONE && /^[-'\u2019/@_]$/.test(view.lower[at]!));
  return view.kind[at] === TokenKind.WORD && FOLLOWS.has(view.lower[at]!);
}

/** Last token of a field's value, or -1 if it is empty or too long to be a job. */
function fieldEnd(view: TextView, value: number): number {
  const { lower, gap, kind } = view;
  if (kind[value] !== TokenKind.WORD || STOP.has(lower[value]!)) return -1;
  let last = value;
  for (let at = value + 1; at < view.count; at++) {
    if (gap[at] === Gap.LINE) break;
    if (kind[at] === TokenKind.MARK && !/^[-&/']$/.test(lower[at]!)) break;
    if (kind[at] === TokenKind.NUMBER || kind[at] === TokenKind.CODE || at > value + 5) return -1;
    // "Occupation: nurse  Age: 30": the next field's name begins after a wide gap, or before a colon.
    if (view.start[at]! - view.end[at - 1]! > 1) break;
    last = at;
  }
  if (lower[last + 1] === ':' && gap[last + 1] === Gap.NONE) last--;
  return kind[last] === TokenKind.WORD ? last : -1;
}

/** True if a field's value reads as a job: a known one, or one whose last word is a job's. */
function isTitle(view: TextView, first: number, last: number): boolean {
  if (isVague(view, first, last)) return false;
  if (first === last) return jobs!.get(view.lower[first]!)?.some((rest) => rest.length === 0) === true;
  return heads!.has(view.lower[last]!) || jobAt(view, first) === last;
}

/** Last token of a job that fills the line at `first`, or its part before a comma, under a line with a name; else -1. */
function titleLine(view: TextView, first: number): number {
  const { lower, gap, kind, caps, flags } = view;
  if (kind[first] !== TokenKind.WORD || caps[first] === Caps.LOWER) return -1;
  let last = first;
  for (let at = first + 1; at < view.count && gap[at] !== Gap.LINE; at++) {
    if (kind[at] === TokenKind.MARK && !/^[-&/]$/.test(lower[at]!)) {
      if (lower[at] !== ',' && lower[at] !== '|') return -1;
      break;
    }
    if (kind[at] === TokenKind.NUMBER || kind[at] === TokenKind.CODE || at > first + 5) return -1;
    last = at;
  }
  if (!isTitle(view, first, last)) return -1;
  // The line above: two to five capitalised words, one of them a name.
  let words = 0;
  let named = false;
  for (let at = first - 1; at >= 0; at--) {
    if (kind[at] === TokenKind.WORD) {
      if (caps[at] === Caps.LOWER && !/^(?:de|van|von|der|da|di|del|la|bin|al)$/.test(lower[at]!)) return -1;
      words++;
      if ((flags[at]! & (GIVEN | FAMILY)) !== 0 || flags[at] === 0) named = true;
    } else if (!/^[-.'\u2019]$/.test(lower[at]!)) return -1;
    if (words > 5) return -1;
    if (gap[at] === Gap.LINE) break;
  }
  return named && words >= 2 ? last : -1;
}

function isName(view: TextView, token: number): boolean {
  if (token < 0 || view.kind[token] !== TokenKind.WORD || view.caps[token] !== Caps.FIRST) return false;
  const flags = view.flags[token]!;
  return (flags & (GIVEN | FAMILY)) !== 0 || (flags & EVERYDAY) === 0;
}

function hasCue(view: TextView, first: number, last: number): boolean {
  const { lower, gap, caps, kind } = view;
  if (first === 0 || gap[first] === Gap.LINE || isVague(view, first, last)) return false;
  const next = last + 1;
  const alone = standsAlone(view, last);
  let at = first - 1;
  // "Renaldo, Accounts Payable Clerk", "Farzaneh Moghadam (data steward)"
  if (lower[at] === '(' && lower[next] === ')' && isName(view, at - 1)) return true;
  if (lower[at] === ',' && alone && at > 0 && isName(view, at - 1) && gap[at] === Gap.NONE) {
    const family = isName(view, at - 2) && gap[at - 1] === Gap.SPACE;
    const ends = next >= view.count || gap[next] === Gap.LINE || /^[,.;)]$/.test(lower[next]!);
    return (
      (family && (ends || FOLLOWS.has(lower[next]!))) ||
      (ends && caps[first] === Caps.FIRST && last > first && family)
    );
  }
  if (RANKS.has(lower[at]!) && gap[first] === Gap.SPACE) {
    if (STATES.has(lower[at]!) && alone && gap[at] !== Gap.LINE && caps[first] === Caps.LOWER) return true;
    at--;
  }
  if (at < 0) return false;
  // "Renaldo the barber"
  if (lower[at] === 'the' && isName(view, at - 1) && alone && first === last && caps[first] === Caps.LOWER)
    return true;
  const owner = /^(?:my|his|her|our|their)$/.test(lower[at]!);
  if (owner || lower[at] === 'a' || lower[at] === 'an') {
    // "a dentist called Bolormaa", "my counselor is named …", "his family physician, Dr. …"
    let ahead = next;
    if (lower[ahead] === 'is' || lower[ahead] === ',') ahead++;
    if (ahead < view.count && gap[next] !== Gap.LINE) {
      if (
        (lower[ahead] === 'called' || lower[ahead] === 'named') &&
        ahead + 1 < view.count &&
        kind[ahead + 1] === TokenKind.WORD &&
        isName(view, ahead + 1)
      )
        return true;
      if (
        owner &&
        lower[next] === ',' &&
        (lower[ahead] === 'dr' || (isName(view, ahead) && isName(view, ahead + 1)))
      )
        return true;
    }
    if (owner || !alone) return false;
    const before = lower[at - 1] ?? '';
    if (COPULAS.has(before)) return isSubject(view, at - 1);
    if (before === 'm' || before === 's') return isSubject(view, at - 1);
    if (before === 'as') {
      const least = Math.max(0, at - 9);
      for (let back = at - 2; back >= least; back--) {
        if (HIRED.has(lower[back]!)) return true;
        if (gap[back] === Gap.LINE || /^[.!?]$/.test(lower[back]!)) return false;
      }
    }
    return false;
  }
  if (
    lower[at] === 'as' &&
    alone &&
    /^(?:work|works|worked|working|employed|hired)$/.test(lower[at - 1] ?? '')
  )
    return true;
  if (
    lower[at] === 'is' &&
    (lower[at - 1] === 'job' || lower[at - 1] === 'occupation' || lower[at - 1] === 'profession') &&
    alone
  )
    return true;
  return false;
}

const SUBJECTS = set(
  "he she i who pt patient wife husband mother father mom dad brother sister son daughter uncle aunt spouse partner client tenant neighbor neighbour i'm im he's she's hes shes and",
);

/** True if the verb's subject is a person. */
function isSubject(view: TextView, verb: number): boolean {
  const { lower } = view;
  const word = lower[verb]!;
  if (/^(?:i'm|im|am|he's|she's|hes|shes|became|become|being)$/.test(word)) return true;
  if ((word === 'm' || word === 's') && /^['\u2019]$/.test(lower[verb - 1] ?? ''))
    return SUBJECTS.has(lower[verb - 2] ?? '');
  return SUBJECTS.has(lower[verb - 1] ?? '') || isName(view, verb - 1);
}
