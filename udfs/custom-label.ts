import { z } from 'zod';

/** Terms of all custom labels of a policy, at most. */
export const MAX_TERMS = 200_000;

/** How an entity of the user's own is found. */
export const customLabelSchema = z
  .strictObject({
    /** Every match of one is an entity. */
    regexes: z.array(z.string().min(1).max(2000)).max(1000).default([]).describe('every match is an entity'),
    /** Whole words, without regard to case and to what joins them. */
    terms: z
      .array(z.string().min(1).max(500))
      .default([])
      .describe('a dictionary: whole words, without regard to case'),
    /** Where it overlaps other entities, the higher score wins; `thresholds` hold for it too. */
    score: z.number().min(0).max(1).default(1).describe('of what is found; 0 to 1'),
  })
  .describe('an entity of your own');
export type CustomLabel = z.output<typeof customLabelSchema>;
