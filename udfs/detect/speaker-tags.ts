import { Caps, Gap, type TextView, TokenKind } from './text-view.js';

/** Words that name a speaker's part in a conversation, as transcripts tag turns. */
const ROLES = new Set(
  'agent caller customer representative rep operator support advisor adviser associate csr assistant specialist bot user client speaker system patient doctor nurse host guest member interviewer interviewee supervisor technician receptionist dispatcher officer recipient clerk'.split(
    ' ',
  ),
);
const TEXT_KEYS = new Set([
  'text',
  'content',
  'utterance',
  'message',
  'transcript',
  'body',
  'said',
  'line',
  'value',
]);

export function isRole(word: string): boolean {
  return ROLES.has(word);
}

/**
 * Tokens in the middle of a line where a speaker tag begins a new turn ("… your name? Customer: Jordan"), and the
 * texts of turns in JSON ({"speaker": "agent", "text": "…"}). In order.
 */
export function taggedStarts(view: TextView): number[] {
  const starts: number[] = [];
  const { lower, kind, colon } = view;
  const json = view.count > 0 && (lower[0] === '[' || lower[0] === '{');
  for (const at of colon) {
    if (json && at >= 3 && lower[at - 1] === '"' && TEXT_KEYS.has(lower[at - 2]!) && lower[at - 3] === '"') {
      starts.push(at - 3);
      continue;
    }
    if (at + 1 < view.count && view.gap[at + 1] === Gap.NONE) continue;
    let role = at - 1;
    // "Speaker 2:", "SPEAKER_01:", "Agent A:"
    if (
      role > 0 &&
      (kind[role] === TokenKind.NUMBER || view.end[role]! - view.start[role]! === 1) &&
      !isQuestionTag(view, role)
    ) {
      role--;
      if (role > 0 && (lower[role] === '_' || lower[role] === '#' || lower[role] === '-')) role--;
    }
    if (role < 0 || kind[role] !== TokenKind.WORD) continue;
    const question = isQuestionTag(view, role);
    if (!question && !ROLES.has(lower[role]!)) continue;
    if (role > 0 && lower[role - 1] === '[') role--;
    if (role === 0 || view.gap[role] === Gap.LINE) continue;
    const before = lower[role - 1]!;
    const closes = view.kind[role - 1] === TokenKind.MARK && '.?!\u2026)]"'.includes(before);
    if (closes || (!question && view.caps[role] !== Caps.LOWER && view.kind[role - 1] !== TokenKind.MARK))
      starts.push(role);
  }
  return starts;
}

/** "Q:", "A:" */
function isQuestionTag(view: TextView, token: number): boolean {
  return (
    token >= 0 &&
    view.end[token]! - view.start[token]! === 1 &&
    (view.text[view.start[token]!] === 'Q' || view.text[view.start[token]!] === 'A') &&
    (token === 0 ||
      view.gap[token] === Gap.LINE ||
      (view.kind[token - 1] === TokenKind.MARK && '.?!'.includes(view.lower[token - 1]!)))
  );
}

const LONGEST_TAG = 10;
const LONGEST_BRACKET = 14;

/**
 * First token after the tag of the turn `[first, end)`: `Agent:`, `[00:01:23] CUSTOMER:`, `SPEAKER_01:`,
 * `<v Roger>`, `agent - `, `John (Customer):`, `{"text": "`. A line that only times a caption is all tag.
 */
export function tagEnd(view: TextView, first: number, end: number): number {
  const { lower, kind, gap } = view;
  if (isCaptionLine(view, first, end)) return end;
  if (lower[first] === '"' && lower[first + 3] === ':' && TEXT_KEYS.has(lower[first + 1]!) && first + 4 < end)
    return lower[first + 4] === '"' ? first + 5 : first + 4;
  let at = first;
  let marked = false;
  for (let round = 0; round < 4 && at < end; round++) {
    const mark = lower[at]!;
    if (mark === '[' || mark === '(') {
      const close = closing(view, at, end, mark === '[' ? ']' : ')');
      if (close < 0) break;
      let words = 0;
      let time = false;
      for (let inside = at + 1; inside < close; inside++) {
        if (kind[inside] === TokenKind.WORD) {
          words++;
          if (ROLES.has(lower[inside]!)) marked = true;
        } else if (lower[inside] === ':') time = true;
      }
      if (words === 0 && !time) break;
      if (time) marked = true;
      at = close + 1;
      continue;
    }
    if (mark === '<') {
      const close = closing(view, at, end, '>');
      if (close < 0) break;
      if (lower[at + 1] === 'v') return close + 1;
      at = close + 1;
      continue;
    }
    const clock = clockEnd(view, at, end);
    if (clock > at) {
      at = clock;
      continue;
    }
    if (at > first && (mark === '-' || mark === '\u2013' || mark === '|')) {
      at++;
      continue;
    }
    if (mark === '*' || mark === '>' || mark === '#' || mark === '-' || mark === '\u2013') {
      at++;
      continue;
    }
    break;
  }
  const limit = Math.min(end, at + LONGEST_TAG);
  for (let token = at; token < limit; token++) {
    if (kind[token] !== TokenKind.MARK) {
      // "agent - hello", "Agent> hello"
      if (
        token === at &&
        ROLES.has(lower[token]!) &&
        token + 2 < end &&
        ((lower[token + 1] === '>' && gap[token + 1] === Gap.NONE) ||
          ((lower[token + 1] === '-' || lower[token + 1] === '\u2013' || lower[token + 1] === '>') &&
            gap[token + 1] === Gap.SPACE &&
            gap[token + 2] === Gap.SPACE))
      )
        return token + 2;
      continue;
    }
    const mark = lower[token]!;
    if (mark === ':') {
      if (clockEnd(view, token - 1, end) > token - 1) continue;
      const spaced = token + 1 >= end || gap[token + 1] !== Gap.NONE || lower[token + 1] === '*';
      if (!((token > at || marked) && spaced)) return marked ? at : first;
      let body = token + 1;
      while (body < end && body < token + 4 && lower[body] === '*') body++;
      return body;
    }
    if (!"()[].#-_*'".includes(mark)) break;
  }
  return marked ? Math.min(at, end) : first;
}

function closing(view: TextView, open: number, end: number, mark: string): number {
  const limit = Math.min(end, open + LONGEST_BRACKET);
  for (let at = open + 1; at < limit; at++) if (view.lower[at] === mark) return at;
  return -1;
}

/** End of a clock time "00:01:23.400" or "10:32 AM" that begins at `token`; `token` if there is none. */
function clockEnd(view: TextView, token: number, end: number): number {
  const { kind, lower, gap } = view;
  if (token < 0 || kind[token] !== TokenKind.NUMBER) return token;
  let at = token;
  let colons = 0;
  while (
    at + 2 < end &&
    ':.,'.includes(lower[at + 1]!) &&
    kind[at + 1] === TokenKind.MARK &&
    gap[at + 1] === Gap.NONE &&
    gap[at + 2] === Gap.NONE &&
    kind[at + 2] === TokenKind.NUMBER &&
    colons < 4
  ) {
    if (lower[at + 1] === ':') colons++;
    at += 2;
  }
  if (colons === 0) return token;
  at++;
  if (at < end && (lower[at] === 'am' || lower[at] === 'pm')) at++;
  return at;
}

/** "00:00:01,000 --> 00:00:04,000", and the counter's line before it. */
function isCaptionLine(view: TextView, first: number, end: number): boolean {
  const { kind, lower, gap, count } = view;
  if (kind[first] !== TokenKind.NUMBER) return false;
  let from = first;
  if (end === first + 1) {
    if (end >= count || kind[end] !== TokenKind.NUMBER) return false;
    from = end;
  }
  const clock = clockEnd(view, from, Math.min(count, from + 10));
  return (
    clock > from &&
    lower[clock] === '-' &&
    lower[clock + 1] === '-' &&
    lower[clock + 2] === '>' &&
    gap[clock] !== Gap.LINE
  );
}
