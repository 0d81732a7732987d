import { inCaseOf } from './letter-case.js';
import { MONTH_NAMES, monthOf } from './month-names.js';
import { fullYear } from './number-in-date.js';

export interface ParsedDate {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
  /** The same text with another date. */
  write(to: { readonly year: number | undefined; readonly month: number; readonly day: number }): string;
}

const CODES: Readonly<Record<string, string>> = {
  d: '\\d{1,2}',
  m: '\\d{1,2}',
  Y: '\\d{4}',
  y: '\\d{2}',
  b: '[a-z]{3}',
  B: '[a-z]{3,9}',
  H: '\\d{1,2}',
  I: '\\d{1,2}',
  M: '\\d{2}',
  S: '\\d{2}',
  f: '\\d{1,6}',
  p: '[ap]m',
  A: '[a-z]{6,9}',
  a: '[a-z]{3}',
  z: '[+-]\\d{2}:?\\d{2}|Z',
};

const compiled = new Map<string, { pattern: RegExp; codes: readonly string[] }>();

/**
 * Reads `value` by a format in the codes of Python's strptime; undefined if it does not match whole or names no month and
 * day. A code that is not known matches nothing.
 */
export function strptime(value: string, format: string): ParsedDate | undefined {
  let known = compiled.get(format);
  if (known === undefined) {
    known = compile(format);
    compiled.set(format, known);
  }
  const match = known.pattern.exec(value);
  if (match === null) return undefined;
  const fields = match.slice(1);
  const codes = known.codes;
  const field = (...names: string[]): string | undefined => {
    const at = codes.findIndex((code) => names.includes(code));
    return at < 0 ? undefined : fields[2 * at + 1];
  };
  const monthText = field('m', 'b', 'B');
  const day = field('d');
  if (monthText === undefined || day === undefined) return undefined;
  const month = /^\d/.test(monthText) ? Number(monthText) : (monthOf(monthText)?.index ?? -1) + 1;
  const long = field('Y');
  const short = field('y');
  return {
    year: long !== undefined ? Number(long) : short !== undefined ? fullYear(Number(short)) : undefined,
    month,
    day: Number(day),
    write: (to) =>
      fields
        .map((text, at) => {
          const code = at % 2 === 1 ? codes[(at - 1) / 2] : undefined;
          if (code === 'd') return String(to.day).padStart(text.length, '0');
          if (code === 'm') return String(to.month).padStart(text.length, '0');
          if (code === 'Y') return String(to.year).padStart(4, '0');
          if (code === 'y') return String((to.year ?? 0) % 100).padStart(2, '0');
          if (code !== 'b' && code !== 'B') return text;
          const name = MONTH_NAMES['en']![to.month - 1]!;
          const fresh = text.length === 3 ? name.slice(0, 3) : name;
          return /^[A-Z][a-z]/.test(text) ? fresh[0]!.toUpperCase() + fresh.slice(1) : inCaseOf(text, fresh);
        })
        .join(''),
  };
}

function compile(format: string): { pattern: RegExp; codes: readonly string[] } {
  const codes: string[] = [];
  let source = '';
  let literal = '';
  const flush = (): void => {
    source += `(${literal})`;
    literal = '';
  };
  for (let at = 0; at < format.length; at++) {
    if (format[at] !== '%' || at + 1 === format.length) literal += escaped(format[at]!);
    else {
      const code = format[++at]!;
      if (code === '%') literal += '%';
      else {
        flush();
        codes.push(code);
        source += `(${CODES[code] ?? '(?!)'})`;
      }
    }
  }
  flush();
  return { pattern: new RegExp(`^${source}$`, 'i'), codes };
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
