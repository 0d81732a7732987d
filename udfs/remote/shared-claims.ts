import { LakeveilError } from '../../errors.js';
import type { LedgerIndex } from './ledger-index.js';
import {
  type ClaimReply,
  ID_BYTES,
  ITEM_ANOTHERS,
  ITEM_ANSWERED,
  ITEM_FAILED,
  ITEM_YOURS,
} from './shared-messages.js';

interface Wait {
  readonly holder: string;
  readonly ids: Uint8Array;
  /** Ids that another holds still. */
  readonly left: Set<string>;
  resolve(reply: ClaimReply): void;
  reject(error: LakeveilError): void;
}

/**
 * Who is at work on which item, over all threads: one holder an item at a time. Others wait until it is answered or
 * failed, or until it becomes theirs because its holder gave it up.
 */
export class Claims {
  readonly #index: LedgerIndex;
  readonly #holderOf = new Map<string, string>();
  readonly #heldBy = new Map<string, Set<string>>();
  readonly #failed = new Map<string, string>();
  /** Who waits for an item, in the order in which they came. */
  readonly #waiting = new Map<string, Set<Wait>>();
  readonly #waitsOf = new Map<string, Set<Wait>>();

  constructor(index: LedgerIndex) {
    this.#index = index;
  }

  claim(holder: string, ids: Uint8Array): ClaimReply {
    return this.#reply(holder, ids);
  }

  /** What stands at these places can't be read. Another may have brought an answer since, which stands elsewhere. */
  reclaim(holder: string, ids: Uint8Array, places: Float64Array): ClaimReply {
    let at = 0;
    for (const id of each(ids)) {
      const place = this.#index.get(id);
      const same =
        place?.file === places[at] && place?.offset === places[at + 1] && place?.length === places[at + 2];
      if (same) this.#index.delete(id);
      at += 3;
    }
    return this.#reply(holder, ids);
  }

  /** Settles when one of `ids` has become the holder's, or none is another's any more. */
  wait(holder: string, ids: Uint8Array): Promise<ClaimReply> {
    const reply = this.#reply(holder, ids);
    const left = new Set<string>();
    let mine = false;
    let i = 0;
    for (const id of each(ids)) {
      const state = reply.states[i++];
      if (state === ITEM_YOURS) mine = true;
      if (state === ITEM_ANOTHERS) left.add(nameOf(id));
    }
    if (mine || left.size === 0) return Promise.resolve(reply);
    return new Promise((resolve, reject) => {
      const wait: Wait = { holder, ids, left, resolve, reject };
      for (const name of left) add(this.#waiting, name, wait);
      add(this.#waitsOf, holder, wait);
    });
  }

  answered(ids: Uint8Array): void {
    for (const id of each(ids)) this.#settle(nameOf(id));
  }

  failed(ids: Uint8Array, codes: readonly string[]): void {
    let i = 0;
    for (const id of each(ids)) {
      const name = nameOf(id);
      this.#failed.set(name, codes[i++]!);
      this.#settle(name);
    }
  }

  abandon(holder: string): void {
    for (const wait of [...(this.#waitsOf.get(holder) ?? [])]) {
      this.#forget(wait);
      wait.reject(gone());
    }
    const held = this.#heldBy.get(holder);
    this.#heldBy.delete(holder);
    for (const name of held ?? []) this.#holderOf.delete(name);
    for (const name of held ?? []) {
      const next = this.#waiting.get(name)?.values().next().value;
      if (next !== undefined) this.#answer(next);
    }
  }

  /** Holders begin with `prefix`. */
  abandonAll(prefix: string): void {
    for (const holder of new Set([...this.#waitsOf.keys(), ...this.#heldBy.keys()])) {
      if (holder.startsWith(prefix)) this.abandon(holder);
    }
  }

  close(): void {
    this.abandonAll('');
  }

  /** Whoever holds it: one that has lost its claim (its worker was given up) may still bring a good answer. */
  #settle(name: string): void {
    const holder = this.#holderOf.get(name);
    if (holder !== undefined) {
      this.#holderOf.delete(name);
      remove(this.#heldBy, holder, name);
    }
    for (const wait of [...(this.#waiting.get(name) ?? [])]) {
      wait.left.delete(name);
      remove(this.#waiting, name, wait);
      if (wait.left.size === 0) this.#answer(wait);
    }
  }

  #answer(wait: Wait): void {
    this.#forget(wait);
    wait.resolve(this.#reply(wait.holder, wait.ids));
  }

  #forget(wait: Wait): void {
    for (const name of wait.left) remove(this.#waiting, name, wait);
    remove(this.#waitsOf, wait.holder, wait);
  }

  #reply(holder: string, ids: Uint8Array): ClaimReply {
    const states = new Uint8Array(ids.length / ID_BYTES);
    const places: number[] = [];
    const codes: string[] = [];
    let i = 0;
    for (const id of each(ids)) {
      const name = nameOf(id);
      const place = this.#index.get(id);
      const code = this.#failed.get(name);
      if (place !== undefined) {
        states[i] = ITEM_ANSWERED;
        places.push(place.file, place.offset, place.length);
      } else if (code !== undefined) {
        states[i] = ITEM_FAILED;
        codes.push(code);
      } else if (this.#holderOf.has(name)) states[i] = ITEM_ANOTHERS;
      else {
        states[i] = ITEM_YOURS;
        this.#holderOf.set(name, holder);
        add(this.#heldBy, holder, name);
      }
      i++;
    }
    return { states, places: Float64Array.from(places), codes };
  }
}

function* each(ids: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < ids.length; at += ID_BYTES) yield ids.subarray(at, at + ID_BYTES);
}

function nameOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, ID_BYTES).toString('latin1');
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function remove<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}

function gone(): LakeveilError {
  return new LakeveilError('INTERRUPTED', 'Waiting for an answer has ended: the run was stopped.');
}
