/** The values used last, at most `maxEntries` of them and `maxSize` of their sizes together. */
export class LruMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly size: number }>();
  readonly #maxEntries: number;
  readonly #maxSize: number;
  #size = 0;

  constructor(maxEntries: number, maxSize: number) {
    this.#maxEntries = maxEntries;
    this.#maxSize = maxSize;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** A value of more than a quarter of all the space is not kept. */
  set(key: string, value: Value, size: number): void {
    if (size > this.#maxSize / 4) return;
    this.#remove(key);
    this.#entries.set(key, { value, size });
    this.#size += size;
    this.#makeRoom();
  }

  /** A value has become larger; it counts as a quarter of all the space at most. The oldest others make room for it. */
  grow(key: string, by: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const size = Math.max(entry.size, Math.min(entry.size + by, this.#maxSize / 4));
    this.#remove(key);
    this.#entries.set(key, { value: entry.value, size });
    this.#size += size;
    this.#makeRoom();
  }

  get count(): number {
    return this.#entries.size;
  }

  #makeRoom(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#size <= this.#maxSize) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
