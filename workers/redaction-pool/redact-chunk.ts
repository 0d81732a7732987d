import { LakeveilError, toPlainError } from '../../errors.js';
import { type DocumentRedactor, documentRedactor } from '../../udfs/json/redact-document.js';
import { epochKey } from '../../udfs/keys/derive-key.js';
import { createLocalEngine, type LocalEngine } from '../../udfs/local-engine.js';
import { compilePolicy, type PolicyInput } from '../../udfs/policy.js';
import { createUnredactor, type Unredactor } from '../../udfs/unredact.js';
import { LruMap } from './lru-map.js';
import type { Chunk, ChunkAnswer, ChunkOutcome, ThreadKeys, ThreadPolicy, Work } from './messages.js';

const POLICIES_KEPT = 64;
/** Of their JSON; compiled they are larger. */
const POLICY_CHARACTERS_KEPT = 4_000_000;

/** What one thread does, with the engines of the policies that it met last. */
export class ChunkRedactor {
  readonly #keys: ThreadKeys;
  readonly #key: Uint8Array;
  readonly #engines = new LruMap<LocalEngine>(POLICIES_KEPT, POLICY_CHARACTERS_KEPT);
  readonly #documents = new LruMap<DocumentRedactor>(POLICIES_KEPT, POLICY_CHARACTERS_KEPT);
  #unredactor: Unredactor | undefined;

  constructor(keys: ThreadKeys) {
    this.#keys = keys;
    this.#key = epochKey(keys.root, keys.epoch);
  }

  /** Never throws. A text that can't be done fails its chunk: nothing of the others is given. */
  run(chunk: Chunk): ChunkOutcome {
    let item: number | undefined;
    try {
      const turn = this.#turn(chunk.work);
      const answer = new AnswerText();
      for (const [index, text] of chunk.texts.entries()) {
        item = chunk.first + index;
        turn(text, item, answer);
      }
      return { ok: true, answer: answer.end() };
    } catch (error) {
      // A foreign error's message could quote the text.
      const plain = toPlainError(
        error instanceof LakeveilError || item === undefined
          ? error
          : new LakeveilError('REDACT_FAILED', 'A text could not be redacted, and was not given back.'),
      );
      return { ok: false, error: plain, ...(item === undefined ? {} : { item }) };
    }
  }

  #turn(work: Work): (text: string, item: number, answer: AnswerText) => void {
    if (work.kind === 'unredact') {
      this.#unredactor ??= createUnredactor(this.#keys.root);
      const unredactor = this.#unredactor;
      return (text, _item, answer) => answer.add(text, unredactor.unredact(text).text);
    }
    if (work.kind === 'redact') {
      const engine = this.#engine(work.policy);
      return (text, item, answer) => {
        const redacted = engine.redact(text);
        answer.add(text, redacted.text);
        for (const { start, end, newStart, newEnd, label, score, replaced } of redacted.spans) {
          if (!replaced) continue;
          const value = text.slice(start, end);
          const newText = redacted.text.slice(newStart, newEnd);
          answer.found({
            start,
            end,
            newStart,
            newEnd,
            label,
            text: value,
            newText,
            score,
            language,
            idx: item,
          });
        }
      };
    }
    const redactor = this.#document(work);
    return (text, item, answer) => {
      const redacted = redactor.redact(text, null, (span) => {
        const { start, end, newStart, newEnd, label, score, value, newValue, path } = span;
        answer.found({
          start,
          end,
          newStart,
          newEnd,
          label,
          text: value,
          newText: newValue,
          score,
          language,
          jsonPath: path,
          idx: item,
        });
      });
      answer.add(text, redacted.text);
    };
  }

  #engine({ id, json }: ThreadPolicy): LocalEngine {
    let engine = this.#engines.get(id);
    if (engine === undefined) {
      engine = createLocalEngine(this.#compile(json), this.#key, this.#keys.epoch);
      this.#engines.set(id, engine, json.length);
    }
    return engine;
  }

  #document({ policy, rules }: Extract<Work, { kind: 'redact-json' }>): DocumentRedactor {
    const paths = JSON.stringify(rules);
    const id = `${policy.id} ${paths}`;
    let redactor = this.#documents.get(id);
    if (redactor === undefined) {
      redactor = documentRedactor(this.#compile(policy.json), rules, this.#key, this.#keys.epoch);
      this.#documents.set(id, redactor, policy.json.length + paths.length);
    }
    return redactor;
  }

  #compile(json: string) {
    return compilePolicy(JSON.parse(json) as PolicyInput);
  }
}

/** The local engine reads English. */
const language = 'en';

class AnswerText {
  #originals = '';
  #outputs = '';
  #results = '';
  #words = 0;
  #count = 0;

  add(original: string, output: string): void {
    const comma = this.#count++ === 0 ? '' : ',';
    this.#originals += comma + JSON.stringify(original);
    this.#outputs += comma + JSON.stringify(output);
    this.#words += countWords(original);
  }

  found(result: object): void {
    this.#results += (this.#results === '' ? '' : ',') + JSON.stringify(result);
  }

  end(): ChunkAnswer {
    return { originals: this.#originals, outputs: this.#outputs, results: this.#results, words: this.#words };
  }
}

/** Runs of characters that are not white space. */
export function countWords(text: string): number {
  let words = 0;
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isBlank =
      unit === 32 || (unit >= 9 && unit <= 13) || unit === 160 || (unit >= 0x2000 && SPACES.has(unit));
    if (!isBlank && !isInside) words++;
    isInside = !isBlank;
  }
  return words;
}

const SPACES: ReadonlySet<number> = new Set([
  ...Array.from({ length: 11 }, (_, index) => 0x2000 + index),
  0x2028,
  0x2029,
  0x202f,
  0x205f,
  0x3000,
  0xfeff,
]);
