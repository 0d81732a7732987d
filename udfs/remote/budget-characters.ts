/** A minute, and a bit for the network's jitter. */
const WINDOW_MS = 60_250;
const SLOT_MS = 250;

/**
 * Characters sent in any minute, at most. A call that alone has more than that begins when nothing was sent for a
 * minute, and nothing follows it for as many minutes as it has limits' worth: it could never be sent otherwise.
 */
export class CharacterWindow {
  readonly #limit: number;
  /** What was sent, by slot, oldest first. */
  #sent: { readonly slot: number; characters: number }[] = [];
  #sum = 0;
  #blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(limit: number | undefined) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** A call of so many characters may not begin before. */
  earliest(now: number, characters: number): number {
    if (this.#limit === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    this.#forget(now);
    const room = this.#limit - Math.min(characters, this.#limit);
    let sum = this.#sum;
    let at = this.#blockedUntil;
    for (const { slot, characters: sent } of this.#sent) {
      if (sum <= room) break;
      sum -= sent;
      at = Math.max(at, leavesAt(slot));
    }
    return at;
  }

  begin(now: number, characters: number): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#forget(now);
    if (characters > this.#limit)
      this.#blockedUntil = now + (WINDOW_MS + SLOT_MS) * (characters / this.#limit);
    const slot = Math.floor(now / SLOT_MS);
    const last = this.#sent.at(-1);
    if (last?.slot === slot) last.characters += characters;
    else this.#sent.push({ slot, characters });
    this.#sum += characters;
  }

  #forget(now: number): void {
    let gone = 0;
    while (gone < this.#sent.length && leavesAt(this.#sent[gone]!.slot) <= now) {
      this.#sum -= this.#sent[gone]!.characters;
      gone++;
    }
    if (gone > 0) this.#sent = this.#sent.slice(gone);
  }
}

/** When all that was sent in the slot is out of the window. */
function leavesAt(slot: number): number {
  return (slot + 1) * SLOT_MS + WINDOW_MS;
}
