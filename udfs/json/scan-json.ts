import { LakeveilError } from '../../errors.js';

/** Objects and arrays inside each other, at most. */
export const MAX_JSON_DEPTH = 512;

/** What a scan meets, in the document's order; offsets are UTF-16 code units of its text, strings with their quotes. */
export interface JsonVisitor {
  open(kind: 'object' | 'array'): void;
  close(): void;
  key(start: number, end: number): void;
  string(start: number, end: number): void;
  number(start: number, end: number): void;
  /** true, false or null */
  literal(start: number, end: number): void;
}

type Expected = 'value' | 'first element' | 'first name' | 'name' | 'joint';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Reads one JSON document (RFC 8259) without building it, so that whoever rewrites it keeps the order and repetition of
 * its names, its white space and every digit of its numbers. Linear, and no deeper on the stack for deeper documents.
 *
 * @throws LakeveilError JSON_INVALID, JSON_TOO_DEEP
 */
export function scanJson(text: string, visit: JsonVisitor): void {
  /** What is open: true for an object. */
  const open: boolean[] = [];
  let at = 0;
  // Written by the closures below, which the compiler does not follow.
  let expects = 'value' as Expected;
  const sticky = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
  const close = (): void => {
    open.pop();
    visit.close();
    at++;
    expects = 'joint';
  };
  const value = (): void => {
    const first = text[at];
    if (first === '"') {
      const end = endOfString(text, at);
      visit.string(at, end);
      at = end;
    } else if (first === '{' || first === '[') {
      if (open.length >= MAX_JSON_DEPTH) {
        throw new LakeveilError(
          'JSON_TOO_DEEP',
          `The document was not processed: it has more than ${MAX_JSON_DEPTH} objects and arrays inside each other.`,
        );
      }
      open.push(first === '{');
      visit.open(first === '{' ? 'object' : 'array');
      at++;
      expects = first === '{' ? 'first name' : 'first element';
      return;
    } else {
      let end = sticky(NUMBER);
      if (end >= 0) visit.number(at, end);
      else {
        end = sticky(LITERAL);
        if (end < 0) throw invalid();
        visit.literal(at, end);
      }
      at = end;
    }
    expects = 'joint';
  };
  for (;;) {
    at = sticky(SPACE);
    switch (expects) {
      case 'first element':
        if (text[at] === ']') close();
        else value();
        break;
      case 'value':
        value();
        break;
      case 'first name':
      case 'name': {
        if (expects === 'first name' && text[at] === '}') {
          close();
          break;
        }
        if (text[at] !== '"') throw invalid();
        const end = endOfString(text, at);
        visit.key(at, end);
        at = end;
        at = sticky(SPACE);
        if (text[at] !== ':') throw invalid();
        at++;
        expects = 'value';
        break;
      }
      case 'joint': {
        const inObject = open.at(-1);
        if (inObject === undefined) {
          if (at !== text.length) throw invalid();
          return;
        }
        if (text[at] === (inObject ? '}' : ']')) close();
        else if (text[at] === ',') {
          at++;
          expects = inObject ? 'name' : 'value';
        } else throw invalid();
      }
    }
  }
}

/** The text of a string token that `scanJson` has met. */
export function decodeString(text: string, start: number, end: number): string {
  const token = text.slice(start, end);
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

/** Behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) break;
    if (code !== 0x5c) continue;
    ESCAPE.lastIndex = at + 1;
    if (!ESCAPE.test(text)) break;
    at = ESCAPE.lastIndex - 1;
  }
  throw invalid();
}

const invalid = (): LakeveilError =>
  new LakeveilError('JSON_INVALID', 'The text was not processed: it is not one JSON document.');
