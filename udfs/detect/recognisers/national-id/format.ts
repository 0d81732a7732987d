import type { Label } from '../../labels.js';

/** One country's identifier: how it is written and what it must satisfy. */
export interface IdFormat {
  /** Country (ISO 3166) and name, for tests and docs. */
  readonly name: string;
  /** Default NUMERIC_PII. */
  readonly label?: Label;
  /** How many digits it may begin with; 0 if it may begin with a letter, or with digits glued to letters. */
  readonly opens: readonly number[];
  /** Sticky; bounds its own length. */
  readonly written: RegExp;
  /** Given letters and digits alone, in capitals. */
  readonly check?: (compact: string) => boolean;
  /** Score where no word tells what it is and the check holds; 0 if the check says too little for that. */
  readonly alone: number;
}

/** True if `text` as a whole is written in the format and its check holds. */
export function fits(format: IdFormat, text: string): boolean {
  format.written.lastIndex = 0;
  if (!format.written.test(text) || format.written.lastIndex !== text.length) return false;
  return format.check === undefined || format.check(compactOf(text));
}

/** Letters and digits alone, in capitals. */
export function compactOf(written: string): string {
  return written.replace(/[^A-Za-z0-9\u00d1\u00f1]/g, '').toUpperCase();
}
