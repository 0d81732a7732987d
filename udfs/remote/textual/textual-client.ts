import { z } from 'zod';
import { LakeveilError } from '../../../errors.js';
import type { SecretResolver } from '../../keys/secret-reference.js';
import { compilePolicy, type PolicyInput } from '../../policy.js';
import { CallFailure } from '../call-service.js';
import { textualEngineSchema } from '../engine-options.js';
import { GREATEST_SEED, policyRefusals, redactSettings } from './policy-wire.js';
import { openTextualHttp, type TextualHttp } from './textual-http.js';
import {
  type BulkAnswer,
  bulkAnswerSchema,
  bulkRequestSchema,
  type JsonAnswer,
  jsonAnswerSchema,
  jsonRequestSchema,
  type RedactAnswer,
  type RedactSettings,
  redactAnswerSchema,
  redactRequestSchema,
  unredactAnswerSchema,
  unredactRequestSchema,
} from './wire.js';

/** What a client needs of the engine's options. */
export const textualClientSchema = textualEngineSchema.pick({
  url: true,
  apiKey: true,
  allowInsecure: true,
  caFile: true,
  recordRequests: true,
  connectSeconds: true,
  headersSeconds: true,
  bodySeconds: true,
  deadlineSeconds: true,
});
export type TextualClientOptions = z.input<typeof textualClientSchema>;

/** Paths of a JSON document, as Textual names them. */
export interface JsonPaths {
  /** Values at these paths are wholly of the label. */
  readonly jsonPathAllowLists?: Readonly<Record<string, readonly string[]>>;
  /** Values at these paths are left alone. */
  readonly jsonPathIgnorePaths?: readonly string[];
}

const seedSchema = z.int().min(0).max(GREATEST_SEED).optional();

/**
 * A client of the Textual API by itself: one call a method, no retries. The form of answers is checked, and nothing else
 * of them: the engine `textual` is what trusts nothing.
 *
 * Errors of all methods: REMOTE_UNAVAILABLE (retryable), REMOTE_UNREACHABLE, REMOTE_REFUSED, REMOTE_TOO_LARGE,
 * REMOTE_REFUSED_ACCESS, REMOTE_SETTINGS, REMOTE_REDIRECTED, REMOTE_UNTRUSTED, INTERRUPTED; POLICY_INVALID.
 */
export class TextualClient {
  readonly #http: TextualHttp;
  readonly #recordRequests: boolean;

  private constructor(http: TextualHttp, recordRequests: boolean) {
    this.#http = http;
    this.#recordRequests = recordRequests;
  }

  /**
   * @param secrets of a key that is a `secret://` reference
   * @throws LakeveilError INVALID_OPTION, those of `openTextualHttp`
   */
  static async open(options: TextualClientOptions = {}, secrets?: SecretResolver): Promise<TextualClient> {
    const parsed = textualClientSchema.safeParse(options);
    if (!parsed.success) {
      const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
      throw new LakeveilError(
        'INVALID_OPTION',
        `The options of the Textual client were refused, and nothing was sent. ${reasons.join(' ')}`,
      );
    }
    return new TextualClient(await openTextualHttp(parsed.data, secrets), parsed.data.recordRequests);
  }

  /** One text. The seed of the policy goes along; so it does with all methods. */
  async redact(text: string, policy: PolicyInput = {}, signal?: AbortSignal): Promise<RedactAnswer> {
    const { settings, seed } = this.#settings(policy);
    const request = redactRequestSchema.parse({ text, ...settings });
    return this.#post('/api/redact', request, redactAnswerSchema, seed, signal);
  }

  /** Many texts; each entity tells by `idx` of which it is. */
  async bulk(texts: readonly string[], policy: PolicyInput = {}, signal?: AbortSignal): Promise<BulkAnswer> {
    const { settings, seed } = this.#settings(policy);
    const request = bulkRequestSchema.parse({ bulkText: texts, ...settings });
    return this.#post('/api/redact/bulk', request, bulkAnswerSchema, seed, signal);
  }

  /** A JSON document, as text. */
  async json(
    jsonText: string,
    policy: PolicyInput = {},
    paths: JsonPaths = {},
    signal?: AbortSignal,
  ): Promise<JsonAnswer> {
    const { settings, seed } = this.#settings(policy);
    const request = jsonRequestSchema.parse({ jsonText, ...settings, ...paths });
    return this.#post('/api/redact/json', request, jsonAnswerSchema, seed, signal);
  }

  /** The texts with their tokens turned back, where the service can. */
  async unredact(texts: readonly string[], seed?: number, signal?: AbortSignal): Promise<string[]> {
    const request = unredactRequestSchema.parse(texts);
    return this.#post('/api/unredact', request, unredactAnswerSchema, seedSchema.parse(seed), signal);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** A seed that the policy does not name is the service's own. */
  #settings(input: PolicyInput): { settings: RedactSettings; seed: number | undefined } {
    const { policy } = compilePolicy(input, 'textual');
    const refused = policyRefusals(policy);
    if (refused.length > 0)
      throw new LakeveilError(
        'POLICY_INVALID',
        `The policy was refused, and nothing was sent. ${refused.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')}`,
      );
    return { settings: redactSettings(policy, this.#recordRequests), seed: input.random_seed };
  }

  async #post<Answer>(
    path: string,
    request: unknown,
    schema: z.ZodType<Answer>,
    seed: number | undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Answer> {
    let answer: unknown;
    try {
      const header = seed === undefined ? undefined : String(seed);
      answer = await this.#http.post(path, JSON.stringify(request), header, signal);
    } catch (error) {
      if (signal.aborted) throw new LakeveilError('INTERRUPTED', 'The call was stopped: there is no answer.');
      throw error instanceof CallFailure ? asError(error) : error;
    }
    const parsed = schema.safeParse(answer);
    // The issues of zod name properties, which a service could fill with text.
    if (!parsed.success) throw asError(new CallFailure('untrusted', { code: 'REMOTE_UNTRUSTED' }));
    return parsed.data;
  }
}

function asError({ kind, facts }: CallFailure): LakeveilError {
  const { code, status, retryAfterMs, message } = facts;
  const of = status === undefined ? '' : ` (HTTP ${status})`;
  return new LakeveilError(code, message ?? `The Textual service gave no answer that can be used${of}.`, {
    retryable: kind === 'throttled' || kind === 'transient',
    details: {
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  });
}
