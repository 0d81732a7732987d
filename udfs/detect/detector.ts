import type { Span } from './span.js';

/**
 * Finds entities. Spans lie inside their text, are in order and disjoint. Offsets are UTF-16 code units: an engine
 * that counts otherwise converts at its own edge.
 */
export interface Detector {
  readonly name: string;
  /** Part of the run id; changes with weights and rules. */
  readonly version: string;
  readonly limits: DetectorLimits;
  detect(texts: readonly string[], signal?: AbortSignal): Promise<Span[][]>;
}

export interface DetectorLimits {
  /** Bytes of UTF-8 a call. */
  readonly maxBytesPerCall: number;
  /** Infinity for local engines. */
  readonly callsPerSecond: number;
  /** 0 for local engines. */
  readonly dollarsPerMillionCharacters: number;
}
