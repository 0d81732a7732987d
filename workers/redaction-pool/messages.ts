import type { PlainError } from '../../errors.js';
import type { DocumentRules } from '../../udfs/json/redact-document.js';

/** What the threads of a pool are started with. */
export interface ThreadKeys {
  /** The secret's root key, from which those of all epochs derive. */
  readonly root: Uint8Array;
  /** The epoch that tokens and surrogates are made under. */
  readonly epoch: number;
}

/** A policy as it crosses to a thread: its JSON, and a name by which a thread finds it compiled. */
export interface ThreadPolicy {
  readonly id: string;
  readonly json: string;
}

/** What is to be done with texts; those of a kind are independent of each other. */
export type Work =
  | { readonly kind: 'redact'; readonly policy: ThreadPolicy }
  | { readonly kind: 'redact-json'; readonly policy: ThreadPolicy; readonly rules: DocumentRules }
  | { readonly kind: 'unredact' };

/** Some of the texts of one request. */
export interface Chunk {
  readonly work: Work;
  readonly texts: readonly string[];
  /** Place in the request of the first of them. */
  readonly first: number;
}

/**
 * Answers, written as JSON by the thread, so that the main thread has only to join them: elements of arrays, with commas
 * between them and no brackets.
 */
export interface ChunkAnswer {
  readonly originals: string;
  readonly outputs: string;
  /** What was replaced: `{"start", "end", "newStart", "newEnd", "label", "text", "newText", "score", "language", "idx"}`. */
  readonly results: string;
  readonly words: number;
}

/** `item` is the place in the request of the text that could not be done; undefined if it was not a text's fault. */
export type ChunkOutcome =
  | { readonly ok: true; readonly answer: ChunkAnswer }
  | { readonly ok: false; readonly error: PlainError; readonly item?: number };

/** One task of a thread; `warm` loads all that the first text would else wait for. */
export type ThreadTask = 'warm' | Chunk;
