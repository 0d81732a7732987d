import { ID_BYTES } from './shared-messages.js';

/** Words of an entry: the id's four, file, length, offset (low and high). */
const WORDS = 8;
const ENTRIES_PER_BLOCK = 8192;
const GONE = 0xffff_ffff;

export interface LedgerPlace {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * Where each answered item's record stands. An open-addressed table of entry numbers over blocks of plain words: about
 * 44 bytes an item, 32 of them in its entry. Ids are HMACs, so their first word is the hash.
 */
export class LedgerIndex {
  #slots = new Uint32Array(1024);
  readonly #blocks: Uint32Array[] = [];
  #entries = 0;
  #removed = 0;

  get size(): number {
    return this.#entries - this.#removed;
  }

  set(id: Uint8Array, place: LedgerPlace): void {
    const words = wordsOf(id);
    const found = this.#find(words);
    const entry = found ?? this.#add(words);
    const block = this.#blocks[Math.floor(entry / ENTRIES_PER_BLOCK)]!;
    const at = (entry % ENTRIES_PER_BLOCK) * WORDS;
    if (found !== undefined && block[at + 4] === GONE) this.#removed--;
    block[at + 4] = place.file;
    block[at + 5] = place.length;
    block[at + 6] = place.offset;
    block[at + 7] = Math.floor(place.offset / 2 ** 32);
  }

  get(id: Uint8Array): LedgerPlace | undefined {
    const entry = this.#find(wordsOf(id));
    if (entry === undefined) return undefined;
    const block = this.#blocks[Math.floor(entry / ENTRIES_PER_BLOCK)]!;
    const at = (entry % ENTRIES_PER_BLOCK) * WORDS;
    const file = block[at + 4]!;
    if (file === GONE) return undefined;
    return { file, length: block[at + 5]!, offset: block[at + 7]! * 2 ** 32 + block[at + 6]! };
  }

  delete(id: Uint8Array): void {
    const entry = this.#find(wordsOf(id));
    if (entry === undefined) return;
    const block = this.#blocks[Math.floor(entry / ENTRIES_PER_BLOCK)]!;
    const at = (entry % ENTRIES_PER_BLOCK) * WORDS + 4;
    if (block[at] !== GONE) this.#removed++;
    block[at] = GONE;
  }

  #find(words: readonly number[]): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = words[0]! & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0) return undefined;
      const block = this.#blocks[Math.floor(entry / ENTRIES_PER_BLOCK)]!;
      const at = (entry % ENTRIES_PER_BLOCK) * WORDS;
      if (
        block[at] === words[0] &&
        block[at + 1] === words[1] &&
        block[at + 2] === words[2] &&
        block[at + 3] === words[3]
      ) {
        return entry;
      }
    }
  }

  #add(words: readonly number[]): number {
    if ((this.#entries + 1) * 4 > this.#slots.length * 3) this.#grow();
    const entry = this.#entries++;
    if (entry % ENTRIES_PER_BLOCK === 0) this.#blocks.push(new Uint32Array(ENTRIES_PER_BLOCK * WORDS));
    this.#blocks.at(-1)!.set(words, (entry % ENTRIES_PER_BLOCK) * WORDS);
    this.#place(entry, words[0]!);
    return entry;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#entries; entry++) {
      const block = this.#blocks[Math.floor(entry / ENTRIES_PER_BLOCK)]!;
      this.#place(entry, block[(entry % ENTRIES_PER_BLOCK) * WORDS]!);
    }
  }

  #place(entry: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }
}

function wordsOf(id: Uint8Array): readonly number[] {
  const view = new DataView(id.buffer, id.byteOffset, ID_BYTES);
  return [
    view.getUint32(0, true),
    view.getUint32(4, true),
    view.getUint32(8, true),
    view.getUint32(12, true),
  ];
}
