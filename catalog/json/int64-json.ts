import { randomBytes } from 'node:crypto';

/**
 * JSON with int64: integers that a double cannot hold come out as bigint, all others as number; bigint is written as
 * a plain JSON number. (Node 20's JSON.parse has neither source text for revivers nor JSON.rawJSON.)
 */

/** No text that was written beforehand can contain this. */
const MARK = `int64:${randomBytes(16).toString('hex')}:`;

/** Throws SyntaxError. */
export function parseInt64Json(text: string): unknown {
  const marked = markLongIntegers(text);
  return marked === text ? JSON.parse(text) : unmark(JSON.parse(marked));
}

/** Numbers must be finite; undefined members are left out. Throws TypeError on what JSON has no form for. */
export function stringifyInt64Json(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('JSON has no form for a number that is not finite');
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new TypeError(`JSON has no form for ${typeof value}`);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(stringifyInt64Json).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${stringifyInt64Json(member)}`);
  }
  return `{${members.join(',')}}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** Quotes every integer of 16 digits and more that stands outside strings. */
function markLongIntegers(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code)) {
      const start = text.charCodeAt(at - 1) === MINUS ? at - 1 : at;
      let end = at + 1;
      while (isDigit(text.charCodeAt(end))) end++;
      // A fraction or exponent makes it a double already.
      const next = text[end];
      if (next === '.' || next === 'e' || next === 'E') {
        while (end < text.length && /[0-9.eE+-]/.test(text[end]!)) end++;
      } else if (end - at >= 16 && code !== ZERO) {
        pieces.push(text.slice(kept, start), '"', MARK, text.slice(start, end), '"');
        kept = end;
      }
      at = end;
    } else {
      at++;
    }
  }
  if (pieces.length === 0) return text;
  pieces.push(text.slice(kept));
  return pieces.join('');
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function unmark(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!value.startsWith(MARK)) return value;
    const whole = BigInt(value.slice(MARK.length));
    const number = Number(whole);
    return Number.isSafeInteger(number) ? number : whole;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = unmark(value[index]);
    return value;
  }
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    const member = members[key];
    if (typeof member === 'string' || (member !== null && typeof member === 'object')) {
      const plain = unmark(member);
      if (plain !== member) members[key] = plain;
    }
  }
  return value;
}
