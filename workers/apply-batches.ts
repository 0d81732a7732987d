import { setMaxListeners } from 'node:events';
import { applyUdf, type CheckedAnswer, wrongType } from './apply-udf.js';
import { inputBatch } from './arrow/input-batch.js';
import { MalformedColumn } from './arrow/output-vector.js';
import { utf16Length } from './arrow/utf16-length.js';
import type { Batch } from './batcher.js';
import { inputTypes, type OpenedUdf } from './opened-udf.js';
import type { TaskQuery } from './task-query.js';

export interface Applied {
  readonly characters: number;
  readonly entities: Record<string, number>;
}

export interface ApplyOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  onBatch?(rows: number, characters: number): void;
}

/**
 * Runs every batch through every UDF, each holding at most its `concurrency` calls open, and writes the answers into
 * the batches' chunks. Settles when no call is open any more; on the first failure the others are let go of, and what
 * they answer later is not looked at.
 */
export async function applyBatches(
  batches: readonly Batch[],
  query: TaskQuery,
  options: ApplyOptions,
): Promise<Applied> {
  const stop = new AbortController();
  // One listener for each open call is no leak.
  setMaxListeners(0, stop.signal);
  const onAbort = (): void => stop.abort();
  if (options.signal.aborted) stop.abort();
  else options.signal.addEventListener('abort', onAbort, { once: true });
  const applied: { characters: number; entities: Record<string, number> } = { characters: 0, entities: {} };
  const open = batches.map(() => query.outputs.length);

  const column = async (position: number): Promise<void> => {
    const { udf } = query.outputs[position]!;
    const queue = batches.entries();
    const lane = async (): Promise<void> => {
      for (const [i, batch] of queue) {
        if (stop.signal.aborted) return;
        const characters = await applyOne(batch, position, query, {
          timeoutMs: options.timeoutMs,
          signal: stop.signal,
          entities: applied.entities,
        });
        applied.characters += characters;
        open[i]! -= 1;
        options.onBatch?.(open[i] === 0 ? batch.rows : 0, characters);
      }
    };
    const width = Math.max(1, Math.min(Math.floor(udf.instance.concurrency) || 1, batches.length));
    await Promise.all(Array.from({ length: width }, lane));
  };

  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    stop.abort();
  };
  await Promise.all(query.outputs.map((_output, position) => column(position).catch(fail)));
  options.signal.removeEventListener('abort', onAbort);
  if (failure !== undefined) throw failure.error;
  options.signal.throwIfAborted();
  for (const batch of batches) {
    for (const { chunk, start, end } of batch.segments) chunk.answered(end - start);
    if (query.outputs.length === 0) options.onBatch?.(batch.rows, 0);
  }
  return applied;
}

async function applyOne(
  batch: Batch,
  position: number,
  query: TaskQuery,
  options: { timeoutMs: number; signal: AbortSignal; entities: Record<string, number> },
): Promise<number> {
  const { udf } = query.outputs[position]!;
  const inputs = query.udfInputs[position]!;
  const input = inputBatch(
    inputs.map((index) =>
      batch.segments.map(({ chunk, start, end }) => ({ column: chunk.inputs[index]!, start, end })),
    ),
    inputTypes(udf),
    batch.rows,
  );
  // Counted before the call: a UDF may do with its input what it likes.
  let characters = 0;
  udf.udf.input.forEach((type, i) => {
    if (type === 'utf8') characters += utf16Length(input.data.children[i]!.values as Uint8Array);
  });
  const answer = await applyUdf(udf.udf, udf.instance, input, options);
  writeAnswer(batch, position, answer, udf);
  for (const [label, count] of Object.entries(answer.entities)) {
    options.entities[label] = (options.entities[label] ?? 0) + count;
  }
  return characters;
}

function writeAnswer(batch: Batch, position: number, answer: CheckedAnswer, { udf }: OpenedUdf): void {
  let from = 0;
  try {
    for (const { chunk, start, end } of batch.segments) {
      const first = from;
      for (let row = start; row < end; row++) {
        const code = answer.failed.get(first + row - start);
        if (code !== undefined) chunk.quarantine(row, code);
      }
      chunk.outputs[position]!.write(answer.data, first, start, end - start, (index) =>
        chunk.isQuarantined(start + index - first),
      );
      from += end - start;
    }
  } catch (error) {
    if (error instanceof MalformedColumn)
      throw wrongType(udf, 'the column out holds text that is not UTF-8, or offsets outside of its values');
    throw error;
  }
}
