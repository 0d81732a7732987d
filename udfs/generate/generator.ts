import type { GeneratorMetadata } from '../generator-metadata.js';
import type { Draw } from './draw.js';

/**
 * Makes a new value for one detected value. Pure: the same arguments and draws give the same answer. It may return
 * the original by chance; the caller then asks again with other draws. `undefined` says that the settings of the label
 * let this value stand as it is (an age under 90, say): see `mayKeepOriginal`.
 */
export type Generator = (value: string, context: GeneratorContext) => string | undefined;

/** Another value that stands in the same address, in the same place of the text. */
export interface Neighbour {
  readonly label: string;
  readonly value: string;
}

export interface GeneratorContext {
  /** Choices for `value` under `purpose`; equal for equal canonical values within the consistency scope. */
  draw(purpose: string, value: string): Draw;
  /** Choices that are one for the whole document (row). */
  readonly document: () => Draw;
  readonly metadata: GeneratorMetadata;
  /** For parts of an address: the other parts of it that the text has, in order. */
  readonly group?: readonly Neighbour[] | undefined;
}
