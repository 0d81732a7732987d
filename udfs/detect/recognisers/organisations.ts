import { ORGANISATIONS } from '../gazetteers/organisations.js';
import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const LEGAL = set('inc llc ltd corp corporation llp plc gmbh co company incorporated limited lp');
const KIND = set(
  'bank bancorp insurance university college hospital clinic airlines airways hotel hotels motors partners associates foundation institute technologies technology systems solutions pharmacy wireless telecom communications energy electric financial holdings group capital credit logistics industries laboratories labs enterprises ventures consulting agency realty properties mortgage securities brewing foods bakery cafe restaurant resort church academy school society association federation council mutual savings trust media studios entertainment software networks medical dental health healthcare services security broadband mobile fitness center centre medical',
);
const SERVICE = set(
  'support returns customer service billing care helpdesk help claims member sales technical tech fraud accounts reservations',
);
const EVERYDAY = LexiconFlag.EVERYDAY;
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
const NEVER = set(
  'agent caller customer representative rep operator i ok okay yes no hi hello thanks thank good great sure the a an my your our this that it we you he she they monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december may sms pin zip ssn cvv faq id usa us tv pc dob atm',
);
const SPEAKERS = set(
  'agent representative rep operator support advisor associate csr assistant specialist bot',
);

/** Organisations by their last word (Inc, Bank…), by name, by how callers and agents speak of them, by CamelCase. */
export const organisations: Recogniser = {
  name: 'organisations',
  recognise(view, turns, sink) {
    const add = (first: number, last: number, score: number): void =>
      sink.add(view.start[first]!, view.end[last]!, 'ORGANIZATION', score);
    const { text } = view;
    for (const token of view.capital) {
      const lower = view.lower[token]!;
      if (NEVER.has(lower)) continue;
      const known = knownAt(view, token);
      if (known >= token)
        add(
          token,
          known,
          (view.flags[token]! & ORDINARY) !== 0 && known === token ? ambiguous(view, token) : 0.8,
        );
      // The last word tells: "Harbor Point Credit Union", "Acme Inc".
      const legal = LEGAL.has(lower);
      if ((legal || KIND.has(lower)) && token > 0) {
        const first = runStart(view, token);
        if (first < token) {
          let last = token;
          if (lower === 'credit' && view.lower[token + 1] === 'union') last = token + 1;
          while (
            last + 1 < view.count &&
            view.gap[last + 1] !== Gap.LINE &&
            (view.caps[last + 1] === Caps.FIRST || view.caps[last + 1] === Caps.ALL) &&
            (LEGAL.has(view.lower[last + 1]!) || KIND.has(view.lower[last + 1]!))
          )
            last++;
          if (view.lower[last + 1] === ',' && LEGAL.has(view.lower[last + 2] ?? '')) last += 2;
          const end =
            legal &&
            text[view.end[last]!] === '.' &&
            view.end[last]! - view.start[last]! <= 4 &&
            !sentenceEnds(view, last + 1)
              ? 1
              : 0;
          sink.add(view.start[first]!, view.end[last]! + end, 'ORGANIZATION', legal ? 0.92 : 0.85);
        }
      }
      // "University of …", "Bank of …"
      if (
        (lower === 'university' ||
          lower === 'bank' ||
          lower === 'college' ||
          lower === 'department' ||
          lower === 'church') &&
        view.lower[token + 1] === 'of' &&
        isCapital(view, token + 2)
      ) {
        add(token, runEnd(view, token + 2, 3), 0.85);
      }
      if (
        view.caps[token] === Caps.MIXED &&
        camel(text.slice(view.start[token]!, view.end[token]!)) &&
        view.flags[token] === 0
      )
        add(token, token, 0.6);
    }
    cued(view, add);
    for (const turn of turns.list) {
      // "Agent: AudioPrime support. …": whom the agent answers for comes first.
      if (
        turn.body > turn.first &&
        SPEAKERS.has(view.lower[turn.first]!) &&
        isCapital(view, turn.body) &&
        !NEVER.has(view.lower[turn.body]!)
      ) {
        const last = runEnd(view, turn.body, 4);
        const next = view.lower[last + 1] ?? '';
        if (SERVICE.has(next) || SERVICE.has(view.lower[last]!)) {
          let end = last;
          while (end > turn.body && SERVICE.has(view.lower[end]!)) end--;
          if (!SERVICE.has(view.lower[end]!)) add(turn.body, end, 0.88);
        } else if (next === '\u2014' || next === '\u2013' || next === '-') {
          if ((view.flags[turn.body]! & EVERYDAY) === 0 || last > turn.body)
            add(turn.body, last, view.flags[turn.body] === 0 ? 0.8 : 0.5);
        }
      }
      if ((turn.answers & Asked.ORGANISATION) !== 0 && (turn.answers & Asked.IDENTIFIER) === 0) {
        for (let token = turn.body; token < Math.min(turn.end, turn.body + 8); token++) {
          if (
            !isCapital(view, token) ||
            NEVER.has(view.lower[token]!) ||
            ((view.flags[token]! & EVERYDAY) !== 0 && token === turn.body)
          )
            continue;
          const last = runEnd(view, token, 5);
          add(token, last, 0.6);
          token = last;
        }
      }
    }
  },
};

/** Words before a name of an organisation: "calling X", "you've reached X", "from X", "welcome to X", "work at X". */
function cued(view: TextView, add: (first: number, last: number, score: number) => void): void {
  for (let token = 1; token < view.count; token++) {
    if (!isCapital(view, token) || view.gap[token] !== Gap.SPACE || NEVER.has(view.lower[token]!)) continue;
    const before = view.lower[token - 1]!;
    const two = token > 1 ? view.lower[token - 2]! : '';
    const strong =
      ((before === 'calling' || before === 'contacting' || before === 'choosing') &&
        (two === 'for' || two === 'thank')) ||
      (before === 'reached' && (two === "you've" || two === 'have')) ||
      (before === 'to' && two === 'welcome') ||
      ((before === 'at' || before === 'for' || before === 'by') &&
        (two === 'work' || two === 'works' || two === 'worked' || two === 'working' || two === 'employed')) ||
      (before === 'with' && (two === 'insured' || two === 'account' || two === 'policy' || two === 'bank'));
    const weak =
      before === 'from' &&
      token > 2 &&
      (isCapital(view, token - 2) || two === 'calling' || two === 'email' || two === 'call');
    if (!strong && !weak) continue;
    let last = runEnd(view, token, 5);
    while (last > token && SERVICE.has(view.lower[last]!)) last--;
    const place = (view.flags[token]! & LexiconFlag.PLACE_START) !== 0;
    const everyday = last === token && (view.flags[token]! & ORDINARY) !== 0;
    add(token, last, strong ? 0.88 : place ? 0.42 : everyday ? 0.55 : 0.7);
    token = last;
  }
}

function knownAt(view: TextView, token: number): number {
  let name = view.lower[token]!;
  let best = ORGANISATIONS.has(name) ? token : -1;
  for (let at = token + 1; at < Math.min(view.count, token + 4) && view.gap[at] !== Gap.LINE; at++) {
    name += (view.gap[at] === Gap.SPACE ? ' ' : '') + view.lower[at]!;
    if (ORGANISATIONS.has(name)) best = at;
  }
  return best;
}

/** A company named as an ordinary word ("Target", "Apple"): mid-sentence, the capital tells. */
function ambiguous(view: TextView, token: number): number {
  if (view.gap[token] === Gap.LINE || token === 0) return 0.3;
  const before = view.lower[token - 1]!;
  return before === '.' || before === '?' || before === '!' || before === ':'
    ? 0.3
    : view.caps[token] === Caps.LOWER
      ? 0
      : 0.6;
}

function isCapital(view: TextView, token: number): boolean {
  return token < view.count && view.kind[token] === TokenKind.WORD && view.caps[token] !== Caps.LOWER;
}

/** First token of the capitalised run that ends at `token`: at most five words, joined by "&", "of", "and". */
function runStart(view: TextView, token: number): number {
  let first = token;
  for (let words = 0; words < 5 && first > 0 && view.gap[first] !== Gap.LINE; words++) {
    let before = first - 1;
    if (view.lower[before] === ',' && LEGAL.has(view.lower[first]!)) before--;
    const saint = view.lower[before] === '.' && before > 0 && view.lower[before - 1] === 'st';
    if (saint) before--;
    const joiner =
      view.lower[before] === '&' ||
      view.lower[before] === '-' ||
      (view.lower[before] === 'of' && before > 0 && isCapital(view, before - 1));
    if (joiner && before > 0) before--;
    if (
      before < 0 ||
      (!isCapital(view, before) && view.kind[before] !== TokenKind.CODE) ||
      NEVER.has(view.lower[before]!)
    )
      break;
    // A capital after a full stop that is an everyday word opens a sentence.
    if (
      (view.flags[before]! & EVERYDAY) !== 0 &&
      (before === 0 || view.gap[before] === Gap.LINE || view.kind[before - 1] === TokenKind.MARK) &&
      before !== first - 1
    )
      break;
    if (view.lower[first - 1] === '.' || view.lower[first - 1] === '?') break;
    first = before;
  }
  return first;
}

function runEnd(view: TextView, token: number, most: number): number {
  let last = token;
  for (let words = 1; words < most; words++) {
    let next = last + 1;
    if (
      next < view.count &&
      (view.lower[next] === '&' || (view.lower[next] === 'of' && view.gap[next] === Gap.SPACE))
    )
      next++;
    if (
      next >= view.count ||
      view.gap[next] !== Gap.SPACE ||
      !isCapital(view, next) ||
      NEVER.has(view.lower[next]!)
    )
      break;
    last = next;
  }
  return last;
}

function sentenceEnds(view: TextView, mark: number): boolean {
  return mark + 1 >= view.count || view.gap[mark + 1] === Gap.LINE || isCapital(view, mark + 1);
}

/** An inner capital, as trade names have and names of people ("McDonald", "DeShawn") only after their prefix. */
function camel(word: string): boolean {
  return (
    /^[A-Z][a-z]{2,}[A-Z]/.test(word) &&
    !/^(?:Mac|Fitz|Van|Von|Des|Del|San|Lea|Jean|Mary|Anne|Ann)[A-Z]/.test(word)
  );
}
