import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { LakeveilError } from '../../errors.js';
import type { LabelledSpan, LabelledText } from '../../udfs/detect/evaluate/labelled-text.js';
import { lineBatches, type TextLine } from '../line-batches.js';

/** A labelled text and where it stands. */
export interface LabelledLine extends LabelledText {
  readonly file: string;
  /** In its file, from 1. */
  readonly line: number;
  /** From 0, over all files in their order: the `i` that `lakeveil detect` gives if they are piped into it together. */
  readonly number: number;
}

const LINES = { batchLines: 512, maxLineBytes: 256 * 1024 * 1024 };

/**
 * Labelled texts: JSON lines `{"text": "…", "spans": [{"start": 0, "end": 4, "label": "NAME_GIVEN"}]}`, offsets in UTF-16
 * code units, `end` not included. Other keys may be there. Blank lines are passed over.
 *
 * Errors: FILE_NOT_FOUND; BAD_LINE, INVALID_TEXT and LINE_TOO_LONG with file and line, never with text.
 */
export async function readLabelled(files: readonly string[], folder: string): Promise<LabelledLine[]> {
  const texts: LabelledLine[] = [];
  let before = 0;
  for (const file of files) {
    let lines = 0;
    for await (const line of linesOf(file, folder)) {
      lines = line.number + 1;
      const value = objectOf(line, file);
      if (value === undefined) continue;
      const { text } = value;
      if (typeof text !== 'string') throw badLine(file, line, 'it has no "text" that is a string');
      const spans = spansOf(value['spans'], text.length, (why) => badLine(file, line, why));
      texts.push({ file, line: line.number + 1, number: before + line.number, text, spans });
    }
    before += lines;
  }
  return texts;
}

/**
 * Recorded predictions, as `lakeveil detect` writes them: `{"i": number of the line from 0, "spans": [{start, end,
 * label}]}`, in any order. There must be a line for every text, so that an engine that stopped half way is not scored as
 * one that found nothing.
 *
 * Errors: FILE_NOT_FOUND, BAD_LINE, BAD_PREDICTIONS.
 */
export async function readPredictions(
  file: string,
  folder: string,
  texts: readonly LabelledLine[],
): Promise<LabelledSpan[][]> {
  const indexOf = new Map(texts.map(({ number }, index) => [number, index]));
  const predictions: (LabelledSpan[] | undefined)[] = new Array(texts.length).fill(undefined);
  for await (const line of linesOf(file, folder)) {
    const value = objectOf(line, file);
    if (value === undefined) continue;
    const index = indexOf.get(value['i'] as number);
    if (index === undefined)
      throw badLine(file, line, 'its "i" is not the number of a line with a labelled text');
    if (predictions[index] !== undefined)
      throw badLine(file, line, 'its "i" stands in an earlier line as well');
    predictions[index] = spansOf(value['spans'], texts[index]!.text.length, (why) =>
      badLine(file, line, why),
    );
  }
  const missing = predictions.filter((spans) => spans === undefined).length;
  if (missing > 0) {
    throw new LakeveilError(
      'BAD_PREDICTIONS',
      `Nothing was scored: ${file} has no line for ${missing} of ${texts.length} texts. Record the predictions of all of them, in the order of the files; a text without any has "spans": [].`,
      { details: { missing, texts: texts.length } },
    );
  }
  return predictions as LabelledSpan[][];
}

async function* linesOf(file: string, folder: string): AsyncGenerator<TextLine> {
  const stream = createReadStream(resolve(folder, file));
  try {
    for await (const batch of lineBatches(stream, LINES)) yield* batch;
  } catch (error) {
    if (error instanceof LakeveilError) {
      throw new LakeveilError(error.code, `Nothing was scored: ${file}. ${error.message}`, {
        details: { ...error.details },
      });
    }
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
      throw new LakeveilError(
        'FILE_NOT_FOUND',
        `Nothing was scored: the file ${file} cannot be read. Check its name; it is relative to the working folder.`,
      );
    }
    throw error;
  }
}

function objectOf(line: TextLine, file: string): Record<string, unknown> | undefined {
  if (line.text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    throw badLine(file, line, 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badLine(file, line, 'it is not a JSON object');
  return value as Record<string, unknown>;
}

function spansOf(value: unknown, length: number, bad: (why: string) => LakeveilError): LabelledSpan[] {
  if (!Array.isArray(value)) throw bad('it has no "spans" that are a list');
  return value.map((span: unknown, index) => {
    const { start, end, label } = (span ?? {}) as Partial<Record<'start' | 'end' | 'label', unknown>>;
    const which = `span ${index + 1}`;
    if (!Number.isInteger(start) || !Number.isInteger(end)) throw bad(`${which} has no whole start and end`);
    const from = start as number;
    const to = end as number;
    if (from < 0 || to <= from || to > length)
      throw bad(
        `${which} does not lie in the text: 0 ≤ start < end ≤ ${length}, counted in UTF-16 code units`,
      );
    if (typeof label !== 'string' || !/^[A-Za-z][\w-]{0,63}$/.test(label))
      throw bad(`${which} has no label of letters, digits, _ and -`);
    return { start: from, end: to, label };
  });
}

const badLine = (file: string, line: TextLine, why: string): LakeveilError =>
  new LakeveilError(
    'BAD_LINE',
    `Nothing was scored: line ${line.number + 1} of ${file} cannot be used, ${why}. Mend it and start again.`,
    { details: { line: line.number + 1 } },
  );
