/** What the service found in one text. */
export interface ComprehendEntity {
  /** `[start, end)` in UTF-16 code units of the text. */
  readonly start: number;
  readonly end: number;
  /** The service's own name of the type, also one that this version does not know. */
  readonly type: string;
  /** 0…1 */
  readonly score: number;
}

/** The answer to one text, in order of `start`; what it holds may overlap. */
export type ComprehendAnswer = readonly ComprehendEntity[];

/** The form of the service's names of types: what has another is no answer of it. */
export const TYPE_NAME = /^[A-Z][A-Z0-9_]{0,63}$/;
