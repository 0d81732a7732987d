import { LakeveilError } from '../../errors.js';
import {
  formatSecretReference,
  parseSecretReference,
  type SecretResolver,
} from '../keys/secret-reference.js';
import type { SharedLine } from '../shared-part.js';

/**
 * A worker's way to the host's secret store, over the line to what it shares with the others: only the worker that makes
 * calls gets a service's key, and only when it asks. Undefined without a line.
 */
export function secretsByLine(line: SharedLine | undefined): SecretResolver | undefined {
  if (line === undefined) return undefined;
  return {
    async resolve(reference, signal) {
      const request = { type: 'secret', reference: formatSecretReference(reference) };
      const answer = await line.request(request, signal);
      if (answer instanceof Uint8Array) return answer;
      throw new LakeveilError('INTERNAL', 'A secret was not handed over: the answer to the request is none.');
    },
  };
}

/**
 * The host's side.
 *
 * @throws LakeveilError NO_SECRET_STORE, INTERNAL, those of `secrets`
 */
export async function secretOfHost(
  text: string,
  secrets: SecretResolver | undefined,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const reference = parseSecretReference(text);
  if (reference === undefined)
    throw new LakeveilError('INTERNAL', 'A secret was not handed over: the request names none.');
  if (secrets === undefined)
    throw new LakeveilError(
      'NO_SECRET_STORE',
      "Nothing was sent: the service's key is to come from a secret store, and none is configured. Use apiKey with env or file.",
    );
  // A copy of its own: a message carries all of the memory that a view looks into.
  return Uint8Array.from(await secrets.resolve(reference, signal));
}
