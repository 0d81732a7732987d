import type { GeneratorMetadata } from '../policy.js';
import type { Draw } from './draw.js';

/**
 * Makes a new value for one detected value. Pure: the same arguments and draws give the same answer. It may return
 * the original by chance; the caller then asks again with other draws.
 */
export type Generator = (value: string, context: GeneratorContext) => string;

export interface GeneratorContext {
  /** Choices for `value` under `purpose`; equal for equal canonical values within the consistency scope. */
  draw(purpose: string, value: string): Draw;
  /** Choices that are one for the whole document (row). */
  readonly document: () => Draw;
  readonly metadata: GeneratorMetadata;
}
