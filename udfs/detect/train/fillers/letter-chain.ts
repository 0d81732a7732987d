import type { Random } from '../random.js';

const CONTEXT = 3;
const START = '^'.repeat(CONTEXT);
const ATTEMPTS = 40;

/**
 * Invents words that look like those of a list: a chain in which each letter depends on the three before it (a Markov
 * chain of order 3). Words of the list itself are not drawn.
 */
export class LetterChain {
  readonly #next = new Map<string, string>();
  readonly #known: ReadonlySet<string>;

  constructor(words: readonly string[]) {
    const lower = words.map((word) => word.toLowerCase()).filter((word) => /^\p{L}{3,14}$/u.test(word));
    this.#known = new Set(lower);
    const next = new Map<string, string[]>();
    for (const word of lower) {
      const letters = `${START}${word}$`;
      for (let i = CONTEXT; i < letters.length; i++) {
        const context = letters.slice(i - CONTEXT, i);
        const followers = next.get(context);
        if (followers) followers.push(letters[i]!);
        else next.set(context, [letters[i]!]);
      }
    }
    for (const [context, followers] of next) this.#next.set(context, followers.join(''));
  }

  /** A word of 3 … 12 letters with a capital. */
  draw(random: Random): string {
    let word = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      word = this.#once(random);
      if (word.length >= 3 && word.length <= 12 && !this.#known.has(word)) break;
    }
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

  #once(random: Random): string {
    let letters = START;
    while (letters.length < 24) {
      const followers = this.#next.get(letters.slice(-CONTEXT))!;
      const letter = followers[random.below(followers.length)]!;
      if (letter === '$') break;
      letters += letter;
    }
    return letters.slice(CONTEXT);
  }
}
