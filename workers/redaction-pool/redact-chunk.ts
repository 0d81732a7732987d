import { LakeveilError, toPlainError } from '../../errors.js';
import type { Span } from '../../udfs/detect/span.js';
import { type DocumentRedactor, documentRedactor } from '../../udfs/json/redact-document.js';
import { epochKey } from '../../udfs/keys/derive-key.js';
import { createLocalEngine, type LocalEngine } from '../../udfs/local-engine.js';
import { compilePolicy, type PolicyInput } from '../../udfs/policy.js';
import { createUnredactor, type Unredactor } from '../../udfs/unredact.js';
import { LruMap } from './lru-map.js';
import type { Chunk, ChunkAnswer, ChunkOutcome, ThreadKeys, ThreadPolicy, Work } from './messages.js';

const POLICIES_KEPT = 64;
/** Of their JSON (compiled they are larger) and of the replacements that they remember. */
const POLICY_CHARACTERS_KEPT = 16_000_000;
/** What a remembered replacement takes beside its original, in characters. */
const REMEMBERED = 100;

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
        let remembered = 0;
        for (const span of redacted.spans) {
          if (!span.replaced) continue;
          const value = text.slice(span.start, span.end);
          answer.found(span, value, redacted.text.slice(span.newStart, span.newEnd), item);
          remembered += value.length + REMEMBERED;
        }
        if (remembered > 0) this.#engines.grow(work.policy.id, remembered);
      };
    }
    const id = `${work.policy.id} ${JSON.stringify(work.rules)}`;
    const redactor = this.#document(id, work);
    return (text, item, answer) => {
      let remembered = 0;
      const redacted = redactor.redact(text, null, (span) => {
        answer.found(span, span.value, span.newValue, item, span.path);
        remembered += span.value.length + REMEMBERED;
      });
      answer.add(text, redacted.text);
      if (remembered > 0) this.#documents.grow(id, remembered);
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

  #document(id: string, { policy, rules }: Extract<Work, { kind: 'redact-json' }>): DocumentRedactor {
    let redactor = this.#documents.get(id);
    if (redactor === undefined) {
      redactor = documentRedactor(this.#compile(policy.json), rules, this.#key, this.#keys.epoch);
      this.#documents.set(id, redactor, policy.json.length + id.length);
    }
    return redactor;
  }

  #compile(json: string) {
    return compilePolicy(JSON.parse(json) as PolicyInput);
  }
}

interface Replacement extends Span {
  readonly newStart: number;
  readonly newEnd: number;
}

/** The local engine reads English, and says so of what it finds. */
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

  /** Written by hand: there are dozens in a text, and an object for each costs twice as much. Labels need no escaping. */
  found(span: Replacement, value: string, newValue: string, item: number, path?: string): void {
    const { start, end, newStart, newEnd, label, score } = span;
    this.#results +=
      `${this.#results === '' ? '' : ','}{"start":${start},"end":${end},"newStart":${newStart},"newEnd":${newEnd},"label":"${label}"` +
      `,"text":${JSON.stringify(value)},"newText":${JSON.stringify(newValue)},"score":${score},"language":"en"` +
      `${path === undefined ? '' : `,"jsonPath":${JSON.stringify(path)}`},"idx":${item}}`;
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
