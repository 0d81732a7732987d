import { z } from 'zod';

/**
 * How calls are made, whatever the service: none of it changes the output, so none of it is part of the run id.
 * All optional: what is absent is found out while the run goes on.
 */
export const deliveryShape = {
  maxConcurrency: z
    .int()
    .min(1)
    .max(1024)
    .default(64)
    .describe('calls open at once over all threads, at most; the run finds out how many pay'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('calls a second over all threads, at most'),
  charactersPerMinute: z
    .int()
    .min(1)
    .optional()
    .describe('characters sent in a minute over all threads, at most'),
  maxDollars: z
    .number()
    .min(0)
    .optional()
    .describe('spending cap of the run: at it the run stops, and can be resumed with a higher one'),
  deadlineSeconds: z
    .number()
    .positive()
    .max(24 * 3600)
    .default(600)
    .describe('a call that did not succeed after that long, tries included, fails its rows'),
  connectSeconds: z.number().positive().max(600).default(10).describe('to connect, at most'),
  headersSeconds: z.number().positive().max(3600).default(60).describe('until an answer begins, at most'),
  bodySeconds: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .describe('between two pieces of an answer, at most'),
};

export const deliverySchema = z.strictObject(deliveryShape);
export type Delivery = z.output<typeof deliverySchema>;
