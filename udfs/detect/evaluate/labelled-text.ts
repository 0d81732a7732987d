/** A labelled stretch of a text: `[start, end)` in UTF-16 code units. */
export interface LabelledSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** A text and what ought to be found in it. Gold spans may overlap each other; their order is free. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly LabelledSpan[];
}
