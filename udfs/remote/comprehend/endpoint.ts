import { LakeveilError } from '../../../errors.js';
import type { ComprehendEngineOptions } from '../engine-options.js';
import { isLoopback } from '../loopback.js';
import { awsRegion } from './aws-region.js';

type Place = Pick<ComprehendEngineOptions, 'region' | 'endpoint' | 'allowInsecure'>;

/** Domains of AWS's partitions, by the beginning of the region; all others are in the first one. */
const DOMAINS: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eusc-', 'amazonaws.eu'],
];

/**
 * Where calls go: the one host to which text leaves. It is given to the SDK, which would otherwise follow
 * AWS_ENDPOINT_URL and the profile to a host that no plan lists.
 *
 * @throws LakeveilError NO_AWS_REGION, INSECURE_ENDPOINT, BAD_ENDPOINT
 */
export function comprehendEndpoint(
  options: Place,
  env: NodeJS.ProcessEnv = process.env,
): { url: URL; region: string } {
  const region = awsRegion(options.region, env);
  if (options.endpoint === undefined) {
    const domain = DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
    const service = env['AWS_USE_FIPS_ENDPOINT'] === 'true' ? 'comprehend-fips' : 'comprehend';
    return { url: new URL(`https://${service}.${region}.${domain}`), region };
  }
  const url = URL.canParse(options.endpoint) ? new URL(options.endpoint) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new LakeveilError(
      'BAD_ENDPOINT',
      'engine.endpoint is not an address such as https://vpce-….comprehend.us-east-1.vpce.amazonaws.com, without user, query and fragment: no text was sent.',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !options.allowInsecure) {
    throw new LakeveilError(
      'INSECURE_ENDPOINT',
      'engine.endpoint would send text unencrypted to another machine: no text was sent. Use https://, or set engine.allowInsecure.',
    );
  }
  return { url, region };
}

/**
 * `https://host (service, region)`: where text goes.
 *
 * @throws LakeveilError as `comprehendEndpoint`
 */
export function comprehendDestination(options: Place): string {
  const { url, region } = comprehendEndpoint(options);
  return `${url.origin} (Amazon Comprehend, ${region})`;
}
