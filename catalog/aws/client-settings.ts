import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { LakeveilError } from '../../errors.js';

/** Suffixes of `AWS_ENDPOINT_URL_…`, as the SDKs of AWS name them. */
export type AwsService = 'S3' | 'GLUE' | 'ATHENA' | 'SECRETS_MANAGER';

export interface AwsClientOptions {
  /** The SDK's own (AWS_REGION, profile) if absent. */
  readonly region?: string | undefined;
  /** Else AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's, AWS. */
  readonly endpoint?: string | undefined;
  /**
   * Tries of one call, by the SDK. 1 for whatever must not happen twice: a success whose answer was lost, tried again,
   * looks like a conflict.
   */
  readonly attempts: number;
}

/**
 * What every AWS client is made with: `new GlueClient(awsClientSettings('GLUE', {…}))`, after
 * `await import('@aws-sdk/client-glue')`. Credentials are those of the SDK's default chain.
 */
export function awsClientSettings(service: AwsService, options: AwsClientOptions) {
  // What the SDK says about versions of Node concerns whoever builds this, and it would say it in every thread.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const endpoint = awsEndpoint(service, options.endpoint);
  return {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: options.attempts,
    requestHandler: {
      connectionTimeout: 10_000,
      // Until the answer begins, and between two of its packets.
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      socketTimeout: 60_000,
      // The SDK would print a warning; waiting for a socket of the pool is as it should be.
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
      ...sharedAgents(),
    },
  };
}

/**
 * Where a service is reached, if it is not AWS's own address of it; the profile's setting is left to the SDK.
 *
 * Errors: INVALID_OPTION. The SDK would say of what is no URL that there is a TypeError, after all its retries.
 */
export function awsEndpoint(service: AwsService, given: string | undefined): string | undefined {
  const variables = [`AWS_ENDPOINT_URL_${service}`, 'AWS_ENDPOINT_URL'];
  const variable = variables.find((name) => (process.env[name] ?? '') !== '');
  const endpoint = given === undefined || given === '' ? variable && process.env[variable] : given;
  if (endpoint === undefined) return undefined;
  if (!/^https?:\/\/[^/]/i.test(endpoint) || !URL.canParse(endpoint)) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `Nothing was done: ${endpoint === given ? 'the endpoint in the configuration' : variable} is not an http or https URL. Write it as in http://127.0.0.1:5000 or https://glue.example.com.`,
    );
  }
  return endpoint;
}

let agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } | undefined;

/** One pool of connections for all clients of a thread. Those that rest do not keep the process alive. */
function sharedAgents() {
  if (agents !== undefined) return agents;
  // Not imported at the top: that takes tens of milliseconds, which a local run need not spend.
  const http = process.getBuiltinModule('node:http');
  const https = process.getBuiltinModule('node:https');
  const pool = { keepAlive: true, maxSockets: 128 };
  agents = {
    httpAgent: new http.Agent(pool),
    // Also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise: credentials and rows go there.
    httpsAgent: new https.Agent({ ...pool, rejectUnauthorized: true }),
  };
  return agents;
}
