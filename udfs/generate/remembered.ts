import type { Neighbour } from './generator.js';

/** UTF-16 units that are remembered at most, beside the count of values. */
const MOST_UNITS = 16_000_000;
/** Longer values (a document's whole notes) are not remembered: they seldom come again, and would fill the memory. */
const LONGEST = 4000;
/** A part of a text that is shorter is a copy in V8; a longer one keeps the whole text in memory. */
const LEAST_SLICE = 13;

type ByValue = Map<string, string>;

/** Replacements made before, by scope, label, value and group: it holds originals, and so belongs to one thread. */
export class Remembered {
  readonly #scopes = new Map<string, Map<string, ByValue>>();
  readonly #most: number;
  #size = 0;
  #units = 0;
  #scope: string | undefined;
  /** Of `#scope`, the one that was asked for last. */
  #labels: Map<string, ByValue> | undefined;

  /** @param most values; when there are more, all are forgotten */
  constructor(most: number) {
    this.#most = most;
  }

  find(
    scope: string,
    label: string,
    value: string,
    group: readonly Neighbour[] | undefined,
  ): string | undefined {
    return this.#of(scope)?.get(label)?.get(keyOf(value, group));
  }

  keep(
    scope: string,
    label: string,
    value: string,
    group: readonly Neighbour[] | undefined,
    made: string,
  ): void {
    const key = keyOf(value, group);
    if (key.length + made.length > LONGEST) return;
    if (this.#size >= this.#most || this.#units > MOST_UNITS) {
      this.#scopes.clear();
      this.#size = 0;
      this.#units = 0;
      this.#labels = undefined;
      this.#scope = undefined;
    }
    let labels = this.#of(scope);
    if (labels === undefined) {
      labels = new Map();
      this.#scopes.set(scope, labels);
      this.#labels = labels;
    }
    let values = labels.get(label);
    if (values === undefined) {
      values = new Map();
      labels.set(label, values);
    }
    values.set(copied(key), copied(made));
    this.#size++;
    this.#units += key.length + made.length;
  }

  #of(scope: string): Map<string, ByValue> | undefined {
    if (scope !== this.#scope) {
      this.#scope = scope;
      this.#labels = this.#scopes.get(scope);
    }
    return this.#labels;
  }
}

/** With lengths and a mark: no value and group give the key of another value and group, whatever stands in a text. */
function keyOf(value: string, group: readonly Neighbour[] | undefined): string {
  if (group === undefined) return value.charCodeAt(0) === 0 ? `\u0000 ${value}` : value;
  let key = `\u0000${value.length} ${value}`;
  for (const one of group) key += ` ${one.label} ${one.value.length} ${one.value}`;
  return key;
}

/** The same characters in memory of their own. */
function copied(text: string): string {
  return text.length < LEAST_SLICE ? text : [text.slice(0, 1), text.slice(1)].join('');
}
