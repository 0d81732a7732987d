import type { BatchItem } from './dispatch-batch.js';

export interface PackLimits {
  readonly items: number;
  readonly bytes: number;
  /** UTF-16 units. */
  readonly characters: number;
}

/** Items that wait to be packed: by group, groups in turn, first come first served within one. */
export class PackQueue<Answer> {
  readonly #groups = new Map<string, { items: BatchItem<Answer>[]; next: number }>();

  push(item: BatchItem<Answer>): void {
    const { group } = item.item;
    const queue = this.#groups.get(group);
    if (queue === undefined) this.#groups.set(group, { items: [item], next: 0 });
    else queue.items.push(item);
  }

  /**
   * The next call's items: of one group, within the limits, but at least one. Those of ended batches are dropped.
   *
   * @returns none if nothing waits
   */
  take(limits: PackLimits): BatchItem<Answer>[] {
    for (const [group, queue] of this.#groups) {
      const taken: BatchItem<Answer>[] = [];
      let bytes = 0;
      let characters = 0;
      for (; queue.next < queue.items.length; queue.next++) {
        const item = queue.items[queue.next]!;
        if (item.batch.ended) continue;
        bytes += item.bytes;
        characters += item.item.text.length;
        const fits = taken.length < limits.items && bytes <= limits.bytes && characters <= limits.characters;
        if (taken.length > 0 && !fits) break;
        taken.push(item);
      }
      this.#groups.delete(group);
      if (queue.next < queue.items.length) {
        if (queue.next > 4096) {
          queue.items = queue.items.slice(queue.next);
          queue.next = 0;
        }
        // Behind the others.
        this.#groups.set(group, queue);
      }
      if (taken.length > 0) return taken;
    }
    return [];
  }
}
