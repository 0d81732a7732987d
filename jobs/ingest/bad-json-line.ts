import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LakeveilError } from '../../errors.js';
import { lineBatches } from '../line-batches.js';
import { MAX_LINE_BYTES } from './ingest-error.js';
import type { InputFile } from './input-files.js';

/** Throws BAD_JSONL or INVALID_TEXT with the number of the first line that is not a JSON value; nothing if there is none. */
export async function refuseBadJsonLine(file: InputFile, signal?: AbortSignal): Promise<void> {
  if (file.path.endsWith('.zst')) return;
  const raw = createReadStream(file.path);
  const input: Readable = file.path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  try {
    for await (const batch of lineBatches(input, { batchLines: 1024, maxLineBytes: MAX_LINE_BYTES * 2 })) {
      signal?.throwIfAborted();
      for (const { number, text } of batch) {
        const fault = faultOf(text);
        if (fault === undefined) continue;
        throw new LakeveilError(
          'BAD_JSONL',
          `Nothing was ingested: line ${number + 1} of ${file.name} ${fault}. Mend the file.`,
          { details: { line: number + 1, format: 'jsonl' } },
        );
      }
    }
  } catch (error) {
    if (error instanceof LakeveilError && error.code === 'INVALID_TEXT') {
      const { line } = error.details;
      throw new LakeveilError(
        'INVALID_TEXT',
        `Nothing was ingested: line ${line} of ${file.name} is not valid UTF-8. Re-encode the file (\`iconv -t utf-8\`) and try again.`,
        { details: { ...error.details, format: 'jsonl' } },
      );
    }
    if (error instanceof LakeveilError && error.code === 'BAD_JSONL') throw error;
    // What DuckDB found stands.
  } finally {
    input.destroy();
    raw.destroy();
  }
}

function faultOf(line: string): string | undefined {
  if (line.trim() === '') return undefined;
  try {
    const value = JSON.parse(line) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not a JSON object';
    // JSON.stringify writes a lone surrogate, which no UTF-8 text can hold, as an escape.
    return /\\ud[89a-f]/.test(JSON.stringify(value)) ? 'has half of a surrogate pair' : undefined;
  } catch {
    return 'is not a JSON object';
  }
}
