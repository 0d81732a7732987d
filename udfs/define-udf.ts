import type { z } from 'zod';
import { LakeveilError } from '../errors.js';
import type { CostEstimate, SharedPart, TextProfile } from './shared-part.js';
import type { Udf, UdfContext, UdfInstance, UdfType } from './udf.js';

const TYPES: ReadonlySet<string> = new Set<UdfType>(['utf8', 'int64', 'float64', 'bool']);

export interface UdfDefinition<Schema extends z.ZodType> {
  readonly name: string;
  /** Change it whenever the same input may give another output: it is part of the run id. */
  readonly version: string;
  readonly options: Schema;
  readonly input: readonly UdfType[];
  readonly output: UdfType;
  /** Whether a job may give it a scope column, after the inputs and as text. */
  readonly takesScope?: boolean;
  /** What of the options decides the output; all of them if absent. */
  identity?(options: z.output<Schema>): unknown;
  /** Where it sends text: `https://host (service)`. `--plan` shows it, and a run sends to no other place that it names. */
  destinations?(options: z.output<Schema>): readonly string[];
  /** What its instances share over all workers of a run: a rate budget, for example. */
  shared?(options: z.output<Schema>): SharedPart | undefined;
  /** What a column costs at a service, for `--plan`. */
  estimate?(options: z.output<Schema>, profile: TextProfile): CostEstimate | undefined;
  open(options: z.output<Schema>, context: UdfContext): Promise<UdfInstance>;
}

/**
 * Declares a UDF; the type of `options` in `open` follows from the schema.
 *
 * @throws LakeveilError UDF_INVALID saying which part is missing or wrong
 */
export function defineUdf<Schema extends z.ZodType>(
  definition: UdfDefinition<Schema>,
): Udf<z.output<Schema>> {
  const given = definition as unknown as Record<string, unknown> | null;
  if (given === null || typeof given !== 'object') invalid('it is not an object');
  const { name, version, input, output, open, takesScope } = given as Record<string, unknown>;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(name))
    invalid('"name" must be lower-case letters, digits and hyphens, beginning with a letter');
  if (typeof version !== 'string' || version.length === 0 || version.length > 100)
    invalid('"version" must be a text of 1 to 100 characters');
  const schema = (given as { options?: { safeParse?: unknown } }).options;
  if (schema === undefined || typeof schema.safeParse !== 'function')
    invalid('"options" must be a zod schema; use z.strictObject({}) for none');
  if (!Array.isArray(input) || input.length === 0 || !input.every((type) => TYPES.has(type)))
    invalid(`"input" must list one or more of ${[...TYPES].join(', ')}`);
  if (typeof output !== 'string' || !TYPES.has(output))
    invalid(`"output" must be one of ${[...TYPES].join(', ')}`);
  if (takesScope !== undefined && typeof takesScope !== 'boolean')
    invalid('"takesScope" must be true or false');
  if (typeof open !== 'function')
    invalid('"open" must be a function that returns an instance with apply and close');
  for (const hook of ['identity', 'destinations', 'shared', 'estimate']) {
    const value = (given as Record<string, unknown>)[hook];
    if (value !== undefined && typeof value !== 'function') invalid(`"${hook}" must be a function`);
  }
  return Object.freeze({ ...definition }) as unknown as Udf<z.output<Schema>>;
}

function invalid(reason: string): never {
  throw new LakeveilError('UDF_INVALID', `The UDF was not defined: ${reason}.`);
}
