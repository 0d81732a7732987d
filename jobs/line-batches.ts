import type { Readable } from 'node:stream';
import { LakeveilError } from '../errors.js';

export interface TextLine {
  /** Number of the line in the input, from 0. */
  readonly number: number;
  readonly text: string;
}

export interface LineOptions {
  /** Lines in a batch, at most. */
  readonly batchLines: number;
  /** A longer line is refused: LINE_TOO_LONG. Bytes. */
  readonly maxLineBytes: number;
}

/**
 * The lines of a stream in batches, in order, as they come; a slow consumer holds the stream back. The last line needs
 * no line break; `\r\n` is one. Errors: INVALID_TEXT and LINE_TOO_LONG, with the line's number and none of its text.
 */
export async function* lineBatches(input: Readable, options: LineOptions): AsyncGenerator<TextLine[]> {
  let number = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  function* emit(bytes: Buffer): Generator<TextLine[]> {
    const texts = decode(bytes, number).split('\n');
    for (let from = 0; from < texts.length; from += options.batchLines) {
      yield texts.slice(from, from + options.batchLines).map((text, index) => ({
        number: number + from + index,
        text: text.endsWith('\r') ? text.slice(0, -1) : text,
      }));
    }
    number += texts.length;
  }

  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    const end = bytes.lastIndexOf(0x0a);
    if (end >= 0) {
      yield* emit(Buffer.concat([...pending, bytes.subarray(0, end)]));
      pending = [];
      pendingBytes = 0;
    }
    const rest = end < 0 ? bytes : bytes.subarray(end + 1);
    if (rest.length > 0) pending.push(rest);
    pendingBytes += rest.length;
    if (pendingBytes > options.maxLineBytes) {
      throw new LakeveilError(
        'LINE_TOO_LONG',
        `Line ${number + 1} was not read: it is longer than ${options.maxLineBytes} bytes. Is the input one text in a line?`,
        { details: { line: number + 1 } },
      );
    }
  }
  if (pendingBytes > 0) yield* emit(Buffer.concat(pending));
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer, firstLine: number): string {
  const withoutMark =
    firstLine === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
  try {
    return strict.decode(withoutMark);
  } catch {
    throw invalidText(withoutMark, firstLine);
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function invalidText(bytes: Buffer, firstLine: number): LakeveilError {
  let line = firstLine + 1;
  let from = 0;
  for (;;) {
    const next = bytes.indexOf(0x0a, from);
    const end = next < 0 ? bytes.length : next;
    try {
      strict.decode(bytes.subarray(from, end));
    } catch {
      break;
    }
    if (next < 0) break;
    line += 1;
    from = next + 1;
  }
  return new LakeveilError(
    'INVALID_TEXT',
    `Line ${line} of the input was not read: it is not valid UTF-8. Re-encode the input.`,
    { details: { line } },
  );
}

/** The `text` of a JSON line; undefined for a blank line. BAD_LINE names the line's number only. */
export function textOfLine(line: TextLine): string | null | undefined {
  if (line.text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    throw badLine(line, 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badLine(line, 'it is not a JSON object');
  const text = (value as { text?: unknown }).text;
  if (text === undefined) throw badLine(line, 'it has no "text"');
  if (text !== null && typeof text !== 'string') throw badLine(line, 'its "text" is not a string');
  return text;
}

const badLine = (line: TextLine, why: string): LakeveilError =>
  new LakeveilError(
    'BAD_LINE',
    `Line ${line.number + 1} of the input was not processed: ${why}. Lines before it were; mend it and start again.`,
    { details: { line: line.number + 1 } },
  );
