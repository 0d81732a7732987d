/** A term of a dictionary that stands in a text: `[start, end)` in UTF-16 code units. */
export interface TermMatch<Value> {
  readonly start: number;
  readonly end: number;
  readonly value: Value;
}

interface Node<Value> {
  readonly next: Map<string, Node<Value>>;
  value?: Value;
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Characters between two words of a term, at most: "Falcon-9", "Falcon  9", "Falcon, 9". */
const LONGEST_JOINT = 3;

/** The words of a term or text: runs of letters, marks and digits, without regard to case and composition. */
function fold(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

/**
 * Finds thousands of terms in one pass: a tree of words, walked from each word of the text. Whole words, without regard
 * to case and to what joins the words; of terms that begin at one word the longest wins, and matches don't overlap.
 * Linear in the text, times the words of the longest term.
 */
export class TermDictionary<Value> {
  readonly #root: Node<Value> = { next: new Map() };

  /** False if the term has no letter and no digit, and could never be found. The first value of a term stands. */
  add(term: string, value: Value): boolean {
    let node = this.#root;
    for (const word of term.match(WORD) ?? []) {
      const folded = fold(word);
      let next = node.next.get(folded);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(folded, next);
      }
      node = next;
    }
    if (node === this.#root) return false;
    node.value ??= value;
    return true;
  }

  get isEmpty(): boolean {
    return this.#root.next.size === 0;
  }

  find(text: string): TermMatch<Value>[] {
    const found: TermMatch<Value>[] = [];
    if (this.isEmpty) return found;
    const starts: number[] = [];
    const words: string[] = [];
    const ends: number[] = [];
    for (const match of text.matchAll(WORD)) {
      starts.push(match.index);
      ends.push(match.index + match[0].length);
      words.push(fold(match[0]));
    }
    for (let at = 0; at < words.length; ) {
      let node = this.#root.next.get(words[at]!);
      let last = -1;
      let value: Value | undefined;
      for (let to = at; node !== undefined; ) {
        if (node.value !== undefined) {
          last = to;
          value = node.value;
        }
        to++;
        if (to >= words.length || starts[to]! - ends[to - 1]! > LONGEST_JOINT) break;
        node = node.next.get(words[to]!);
      }
      if (last < 0) at++;
      else {
        found.push({ start: starts[at]!, end: ends[last]!, value: value! });
        at = last + 1;
      }
    }
    return found;
  }
}
