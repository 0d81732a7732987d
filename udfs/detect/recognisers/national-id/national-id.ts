import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, TokenKind } from '../../text-view.js';
import { type Context, contextOf, cued, cueSet } from '../context.js';
import { Cue } from '../cue-words.js';
import { isDigitAt, isWordAt, matchAt } from '../match-at.js';
import { AFRICA_OCEANIA } from './africa-oceania.js';
import { AMERICAS } from './americas.js';
import { ASIA } from './asia.js';
import { EUROPE } from './europe.js';
import { compactOf, type IdFormat } from './format.js';

export const ID_FORMATS: readonly IdFormat[] = [...EUROPE, ...AMERICAS, ...ASIA, ...AFRICA_OCEANIA];

const LONGEST_OPENING = 18;
/** Formats by the number of digits that they begin with; those that begin with letters or mixed at 0. */
const BY_OPENING: readonly (readonly IdFormat[])[] = Array.from({ length: LONGEST_OPENING + 1 }, (_, size) =>
  ID_FORMATS.filter((format) => format.opens.includes(size)),
);

const NATIONAL_CUES = cueSet(Cue.NATIONAL, Cue.TAX);
const HEALTH_CUES = cueSet(Cue.HEALTH);

/** Identity, tax, social insurance and health numbers of many countries, by their written forms and check digits. */
export const nationalId: Recogniser = {
  name: 'national-id',
  recognise(view, _turns, sink) {
    if (view.numeric.length === 0) return;
    const context = contextOf(view);
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (view.kind[token] === TokenKind.NUMBER) {
        const size = view.end[token]! - start;
        if (size <= LONGEST_OPENING && !isWordAt(view.text, start - 1))
          tryAll(context, token, token, start, BY_OPENING[size]!, sink);
        // "AB 12 34 56 C", "X-1234567-L": letters that stand apart.
        const first = lettersBefore(context, token);
        if (first < token) tryAll(context, first, token, view.start[first]!, BY_OPENING[0]!, sink);
      } else if (!isWordAt(view.text, start - 1)) {
        tryAll(context, token, token, start, BY_OPENING[0]!, sink);
        const first = lettersBefore(context, token);
        if (first < token) tryAll(context, first, token, view.start[first]!, BY_OPENING[0]!, sink);
      }
    }
  },
};

/** Index of the first of one or two short words in capitals that stand right before a number, else `token`. */
function lettersBefore({ view, cue }: Context, token: number): number {
  let first = token;
  for (let back = 0; back < 2; back++) {
    let at = first - 1;
    if (at < 0 || view.gap[first] === Gap.LINE) break;
    if (view.lower[at] === '-' && view.gap[first] === Gap.NONE && view.gap[at] === Gap.NONE) at--;
    if (at < 0 || view.kind[at] !== TokenKind.WORD || view.end[at]! - view.start[at]! > 4) break;
    if (cue[at] !== 0) break;
    const code = view.text.charCodeAt(view.start[at]!);
    if (code < 65 || code > 90) break;
    first = at;
  }
  return first;
}

function tryAll(
  context: Context,
  first: number,
  token: number,
  start: number,
  formats: readonly IdFormat[],
  sink: Sink,
): void {
  const { text } = context.view;
  if (isWordAt(text, start - 1)) return;
  // A piece of a longer dashed or dotted number is none of these.
  const before = text[start - 1];
  if ((before === '-' || before === '.' || before === '/') && isWordAt(text, start - 2)) return;
  for (const format of formats) {
    const end = matchAt(format.written, text, start);
    if (end < 0 || isWordAt(text, end)) continue;
    if ((text[end] === '-' || text[end] === '.') && isDigitAt(text, end + 1)) continue;
    const compact = compactOf(text.slice(start, end));
    const holds = format.check === undefined || format.check(compact);
    let last = token;
    while (last + 1 < context.view.count && context.view.start[last + 1]! < end) last++;
    const label = format.label ?? 'NUMERIC_PII';
    if (cued(context, first, last, label === 'HEALTHCARE_ID' ? HEALTH_CUES : NATIONAL_CUES))
      sink.add(start, end, label, holds ? 0.96 : 0.8);
    else if (holds && format.alone > 0 && !otherColumn(context, first))
      // Ten digits in one piece are a phone number rather.
      sink.add(
        start,
        end,
        label,
        end - start === 10 && compact === text.slice(start, end) && !/[A-Z]/.test(compact)
          ? Math.min(0.6, format.alone)
          : format.alone,
      );
  }
}

/** True if a header says that the value is something else. */
function otherColumn({ column }: Context, token: number): boolean {
  return column !== undefined && column[token]! > Cue.FILLER;
}
