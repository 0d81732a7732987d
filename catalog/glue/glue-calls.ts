import { setTimeout as sleep } from 'node:timers/promises';
import type { Glue } from '@aws-sdk/client-glue';
import { awsClientSettings } from '../aws/client-settings.js';
import { GlueFailure } from './glue-failure.js';

export interface GlueCallsOptions {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly catalogId?: string | undefined;
  /** Milliseconds before a second try, at most; doubles with each. */
  readonly backoffMs?: number;
}

/** On every call, so that a cross-account catalog is never mixed up with the caller's own. */
export interface CatalogScope {
  readonly CatalogId?: string;
}

type Call<O> = (glue: Glue, scope: CatalogScope) => Promise<O>;

/** Tries of a call whose effect is none, or certainly did not happen: about ten seconds of throttling are borne. */
export const TRIES = 8;
const MAX_BACKOFF_MS = 5000;

/** Calls of Glue's API; failures are `GlueFailure`s. The SDK is loaded with the first call, and never repeats one itself. */
export class GlueCalls {
  readonly #options: GlueCallsOptions;
  readonly #scope: CatalogScope;
  #client: Promise<Glue> | undefined;

  constructor(options: GlueCallsOptions) {
    this.#options = options;
    this.#scope = options.catalogId === undefined ? {} : { CatalogId: options.catalogId };
  }

  /** A call that changes nothing: repeated, with jitter, while repeating can help. */
  async read<O>(call: Call<O>): Promise<O> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.write(call);
      } catch (error) {
        const { kind } = error as GlueFailure;
        if ((kind !== 'again' && kind !== 'unknown') || attempt === TRIES) throw error;
        await this.pause(attempt);
      }
    }
  }

  /** One try. */
  async write<O>(call: Call<O>): Promise<O> {
    try {
      return await call(await this.#glue(), this.#scope);
    } catch (error) {
      throw error instanceof GlueFailure ? error : new GlueFailure(error);
    }
  }

  /** Full jitter: writers that were refused together do not come back together. */
  async pause(attempt: number): Promise<void> {
    const longest = Math.min(MAX_BACKOFF_MS, (this.#options.backoffMs ?? 100) * 2 ** (attempt - 1));
    await sleep(Math.random() * longest);
  }

  #glue(): Promise<Glue> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<Glue> {
    const { region, endpoint } = this.#options;
    const settings = awsClientSettings('GLUE', { region, endpoint, attempts: 1 });
    const { Glue } = await import('@aws-sdk/client-glue');
    return new Glue(settings);
  }
}
