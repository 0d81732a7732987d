import { type PlainError, toPlainError } from '../../errors.js';
import type { Terminal } from './terminal.js';

/**
 * The code and one line that says what was not done; what to do stands on a second one where people read it, and on the same
 * in a log. No stack.
 */
export function printError(error: unknown, terminal: Terminal, json: boolean): PlainError {
  const plain = toPlainError(error);
  if (json) {
    const { code, message, details, retryable } = plain;
    terminal.stdout.print(`${JSON.stringify({ error: { code, message, retryable, details } })}\n`);
  }
  const { stderr } = terminal;
  const [first, rest] = firstSentence(plain.message);
  const gap = stderr.isTerminal ? '\n  ' : ' ';
  stderr.print(`${stderr.red(stderr.bold(plain.code))}  ${first}${rest === '' ? '' : gap + rest}\n`);
  return plain;
}

function firstSentence(message: string): [string, string] {
  // A full stop, a blank and the beginning of another sentence; not the one in `support.calls`.
  const end = message.search(/[.?!] (?=[A-Z`"])/);
  return end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 2)];
}
