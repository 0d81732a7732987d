/**
 * A small seeded generator of numbers (sfc32, public domain, by Chris Doty-Humphrey; seeded through splitmix32): 32-bit
 * integer arithmetic only, so that the same seed gives the same numbers on any machine. Not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const next = () => {
      state = (state + 0x9e3779b9) | 0;
      let t = state ^ (state >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      return (t ^ (t >>> 15)) | 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** An integer of 0 … n − 1; throws a RangeError unless n is an integer of 1 … 2³². */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 0x100000000) throw new RangeError(`not a range: ${n}`);
    return Math.floor((this.#next() / 0x100000000) * n);
  }

  /** An integer of `low` … `high`, both possible. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.#next() / 0x100000000 < p;
  }

  /** One element; throws a RangeError if there is none. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One element, the first ones likelier: by the square of a uniform number. */
  pickEarly<T>(list: readonly T[]): T {
    const u = this.#next() / 0x100000000;
    return list[Math.floor(u * u * list.length)]!;
  }

  /** One value of a list of [weight, value]; weights are positive integers. */
  weighted<T>(list: readonly (readonly [number, T])[]): T {
    let total = 0;
    for (const [weight] of list) total += weight;
    let left = this.below(total);
    for (const [weight, value] of list) {
      left -= weight;
      if (left < 0) return value;
    }
    throw new RangeError('no weights');
  }

  /** '#' becomes a digit, '%' a digit of 1 … 9, '@' a capital, '*' a capital or a digit; all else stays. */
  pattern(form: string): string {
    let out = '';
    for (const c of form) {
      if (c === '#') out += this.below(10);
      else if (c === '%') out += 1 + this.below(9);
      else if (c === '@') out += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[this.below(26)];
      else if (c === '*') out += 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'[this.below(34)];
      else out += c;
    }
    return out;
  }
}
