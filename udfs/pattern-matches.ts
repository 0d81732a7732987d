import { RE2JS } from 're2js';

/** Of a text that is longer than a window, in UTF-16 code units. */
const WINDOW = 4096;
/** A match is found whole if it is no longer than this, or if the text fits into a window. */
export const LONGEST_MATCH = WINDOW / 2;

/** Undefined if RE2 cannot run the pattern, or if it matches the empty text (it would then match everywhere). */
export function compilePattern(pattern: string): RE2JS | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.matcher('').matches() ? undefined : compiled;
  } catch {
    return undefined;
  }
}

/**
 * Every match, in order, without empty ones. RE2 answers one search in linear time, but the search after each match may
 * read on to the end of the text ("a.*z|a" over a's): windows that overlap by half keep the whole linear in the text.
 */
export function* patternMatches(pattern: RE2JS, text: string): Generator<{ start: number; end: number }> {
  for (let from = 0; from < text.length; ) {
    // One character of what stands before, for \b.
    const base = Math.max(0, from - 1);
    const isLast = from + WINDOW >= text.length;
    const matcher = pattern.matcher(base === 0 && isLast ? text : text.slice(base, from + WINDOW));
    const until = isLast ? text.length : from + LONGEST_MATCH;
    let next = until;
    for (let found = matcher.find(from - base); found; found = matcher.find()) {
      const start = base + matcher.start();
      const end = base + matcher.end();
      if (start >= until) break;
      if (end > start) yield { start, end };
      next = Math.max(next, end);
    }
    from = next;
  }
}
