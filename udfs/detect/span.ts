/** One detected entity: `[start, end)` in UTF-16 code units of the text, `end > start`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** 0…1 */
  readonly score: number;
}
