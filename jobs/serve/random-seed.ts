import { badRequest } from './request-options.js';

/**
 * The `textual-random-seed` header. Seeds of policies are not negative: the negative ones follow after all others.
 *
 * @throws LakeveilError BAD_REQUEST
 */
export function randomSeed(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seed = typeof header === 'string' && /^-?\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (Number.isNaN(seed)) throw badRequest('The header textual-random-seed must be a whole number.');
  return seed >= 0 ? seed : 2 ** 53 + seed;
}
