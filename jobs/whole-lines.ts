import type { Readable } from 'node:stream';
import { LakeveilError } from '../errors.js';

/** One line with its line break, as it came. */
export interface WholeLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The lines of a stream, in order, line breaks kept byte for byte; a slow consumer holds the stream back.
 *
 * Errors: INVALID_TEXT and LINE_TOO_LONG, with the line's number and none of its text.
 */
export async function* wholeLines(input: Readable, maxLineBytes: number): AsyncGenerator<WholeLine> {
  let line = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      pending.push(bytes.subarray(from, end + 1));
      line += 1;
      yield { line, text: decode(Buffer.concat(pending), line) };
      pending = [];
      pendingBytes = 0;
      from = end + 1;
    }
    if (from === bytes.length) continue;
    pending.push(bytes.subarray(from));
    pendingBytes += bytes.length - from;
    if (pendingBytes > maxLineBytes) {
      throw new LakeveilError(
        'LINE_TOO_LONG',
        `Line ${line + 1} was not read: it is longer than ${maxLineBytes} bytes.`,
        { details: { line: line + 1 } },
      );
    }
  }
  if (pendingBytes > 0) yield { line: line + 1, text: decode(Buffer.concat(pending), line + 1) };
}

function decode(bytes: Buffer, line: number): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new LakeveilError(
      'INVALID_TEXT',
      `Line ${line} of the input was not read: it is not valid UTF-8. Re-encode the input.`,
      { details: { line } },
    );
  }
}
