import type { Label } from './labels.js';
import type { TextView } from './text-view.js';
import type { Turns } from './turns.js';

/** What a recogniser proposes; proposals may overlap, `resolveOverlaps` decides. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
  /** 0…1; below `WEAK` it is a guess that any other reading beats. */
  readonly score: number;
}

export interface Sink {
  /** `[start, end)` in UTF-16 code units. */
  add(start: number, end: number, label: Label, score: number): void;
}

/**
 * One family of entities: reads the shared view, proposes candidates. A trained model is one more of these. Its work
 * must be linear in the text, so each look around a position is bounded.
 */
export interface Recogniser {
  readonly name: string;
  /** @param found what the recognisers before it in the list proposed for this text */
  recognise(view: TextView, turns: Turns, sink: Sink, found: readonly Candidate[]): void;
}
