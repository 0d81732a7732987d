import type { SharedLine } from '../shared-part.js';
import type { BatchItem, DispatchBatch } from './dispatch-batch.js';
import { LedgerReader, LedgerWriter } from './ledger-files.js';
import { openAnswer, sealAnswer } from './ledger-keys.js';
import {
  type ClaimReply,
  ID_BYTES,
  ITEM_ANSWERED,
  ITEM_FAILED,
  ITEM_YOURS,
  type JoinReply,
} from './shared-messages.js';

/** What a claim said, item by item. */
export interface Claimed<Answer> {
  /** To be sent by us. */
  readonly ours: readonly BatchItem<Answer>[];
  readonly answered: readonly { readonly item: BatchItem<Answer>; readonly answer: Answer }[];
  readonly failed: readonly { readonly item: BatchItem<Answer>; readonly code: string }[];
  /** Another is at work on them. */
  readonly others: readonly BatchItem<Answer>[];
}

type Items<Answer> = readonly BatchItem<Answer>[];

/** The run's answers, over a line: who sends which item, and what the ledger has. */
export class SharedAnswers<Answer> {
  readonly #line: SharedLine;
  readonly #encode: (answer: Answer) => Uint8Array;
  readonly #decode: (bytes: Uint8Array) => Answer | undefined;
  #joined: Promise<{ readonly reader: LedgerReader; readonly writer: LedgerWriter }> | undefined;

  constructor(
    line: SharedLine,
    encode: (answer: Answer) => Uint8Array,
    decode: (bytes: Uint8Array) => Answer | undefined,
  ) {
    this.#line = line;
    this.#encode = encode;
    this.#decode = decode;
  }

  claim(batch: DispatchBatch<Answer>): Promise<Claimed<Answer>> {
    const { duplicates } = batch;
    return this.#ask({ type: 'claim', duplicates }, batch, batch.items);
  }

  /** Settles when one of the items has become ours, or none is another's any more. */
  wait(batch: DispatchBatch<Answer>, items: Items<Answer>): Promise<Claimed<Answer>> {
    return this.#ask({ type: 'wait' }, batch, items);
  }

  /** @throws LakeveilError FILE_IO, DISK_FULL; what the line throws */
  async answered(
    answers: readonly { readonly item: BatchItem<Answer>; readonly answer: Answer }[],
  ): Promise<void> {
    if (answers.length === 0) return;
    const { writer } = await this.#join();
    const places = await writer.append(
      answers.map(({ item, answer }) => ({
        id: item.key!.id,
        body: sealAnswer(item.key!, this.#encode(answer)),
      })),
    );
    await this.#line.request({
      type: 'answered',
      ids: idsOf(answers.map(({ item }) => item)),
      file: writer.file,
      offsets: Float64Array.from(places, (place) => place.offset),
      lengths: Float64Array.from(places, (place) => place.length),
    });
  }

  async failed(
    failures: readonly { readonly item: BatchItem<Answer>; readonly code: string }[],
  ): Promise<void> {
    if (failures.length === 0) return;
    await this.#line.request({
      type: 'failed',
      ids: idsOf(failures.map(({ item }) => item)),
      codes: failures.map(({ code }) => code),
    });
  }

  /** Gives up what the batch has claimed. Never throws: without a line there is nothing to give up. */
  abandon(batch: DispatchBatch<Answer>): void {
    this.#line.request({ type: 'abandon', holder: batch.holder }).catch(() => {});
  }

  async close(): Promise<void> {
    const joined = await this.#joined?.catch(() => undefined);
    joined?.reader.close();
    await joined?.writer.close();
  }

  async #ask(
    request:
      | { readonly type: 'claim'; readonly duplicates: number }
      | { readonly type: 'wait' }
      | { readonly type: 'reclaim'; readonly places: Float64Array },
    batch: DispatchBatch<Answer>,
    items: Items<Answer>,
  ): Promise<Claimed<Answer>> {
    const { reader } = await this.#join();
    const { holder, failed: end } = batch;
    const reply = await this.#line.request({ ...request, holder, ids: idsOf(items) }, end.signal);
    const { states, places, codes } = reply as ClaimReply;
    const ours: BatchItem<Answer>[] = [];
    const others: BatchItem<Answer>[] = [];
    const answered: { item: BatchItem<Answer>; answer: Answer }[] = [];
    const failed: { item: BatchItem<Answer>; code: string }[] = [];
    const unreadable: BatchItem<Answer>[] = [];
    const unreadableAt: number[] = [];
    let place = 0;
    let code = 0;
    items.forEach((item, i) => {
      if (states[i] === ITEM_YOURS) ours.push(item);
      else if (states[i] === ITEM_FAILED) failed.push({ item, code: codes[code++]! });
      else if (states[i] === ITEM_ANSWERED) {
        const at = places.subarray(place, place + 3);
        const sealed = reader.read(at[0]!, at[1]!, at[2]!);
        place += 3;
        const bytes = sealed === undefined ? undefined : openAnswer(item.key!, sealed);
        const answer = bytes === undefined ? undefined : this.#decode(bytes);
        if (answer === undefined) {
          unreadable.push(item);
          unreadableAt.push(...at);
        } else answered.push({ item, answer });
      } else others.push(item);
    });
    if (unreadable.length === 0) return { ours, answered, failed, others };
    const again = await this.#ask(
      { type: 'reclaim', places: Float64Array.from(unreadableAt) },
      batch,
      unreadable,
    );
    return {
      ours: [...ours, ...again.ours],
      answered: [...answered, ...again.answered],
      failed: [...failed, ...again.failed],
      others: [...others, ...again.others],
    };
  }

  #join(): Promise<{ readonly reader: LedgerReader; readonly writer: LedgerWriter }> {
    if (this.#joined === undefined) {
      this.#joined = this.#line.request({ type: 'join' }).then((reply) => {
        const { folder, file } = reply as JoinReply;
        return { reader: new LedgerReader(folder), writer: new LedgerWriter(folder, file) };
      });
      this.#joined.catch(() => {});
    }
    return this.#joined;
  }
}

function idsOf<Answer>(items: Items<Answer>): Uint8Array {
  const ids = new Uint8Array(items.length * ID_BYTES);
  items.forEach((item, i) => {
    ids.set(item.key!.id, i * ID_BYTES);
  });
  return ids;
}
