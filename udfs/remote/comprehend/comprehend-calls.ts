import { countCodePoints } from '../../unicode.js';
import { CallFailure, type CallService } from '../call-service.js';
import type { ComprehendEngineOptions } from '../engine-options.js';
import { checkEntities, decodeAnswer, encodeAnswer } from './answer.js';
import { comprehendEndpoint } from './endpoint.js';
import type { ComprehendAnswer } from './entity.js';
import { callFailure } from './failures.js';
import { DELIMITER_LENGTH, joinTexts } from './joined-text.js';
import { MAX_ITEMS, MAX_TEXT_BYTES, utf8Bytes } from './limits.js';
import { LIST_PRICE, unitsOfCall } from './prices.js';

type Language = ComprehendEngineOptions['language'];

/**
 * `DetectPiiEntities` over many texts at once. The group of an item is its language. Credentials are those of the SDK's
 * default chain; retries, budget and ledger are the dispatcher's, so the SDK tries each call once.
 *
 * @throws LakeveilError NO_AWS_REGION, INSECURE_ENDPOINT, BAD_ENDPOINT
 */
export async function comprehendCalls(
  options: ComprehendEngineOptions,
): Promise<CallService<ComprehendAnswer>> {
  const { url, region } = comprehendEndpoint(options);
  // What the SDK says about versions of Node concerns whoever builds this, and it would say it in every thread.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { ComprehendClient, DetectPiiEntitiesCommand } = await import('@aws-sdk/client-comprehend');
  const agent = { keepAlive: true, maxSockets: options.maxConcurrency };
  const client = new ComprehendClient({
    region,
    endpoint: url.href,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: options.connectSeconds * 1000,
      requestTimeout: (options.connectSeconds + options.headersSeconds) * 1000,
      throwOnRequestTimeout: true,
      socketTimeout: Math.max(options.headersSeconds, options.bodySeconds) * 1000,
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
      httpAgent: agent,
      // Also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise.
      httpsAgent: { ...agent, rejectUnauthorized: true },
    },
  });
  const dollarsPerUnit = options.dollarsPerUnit ?? LIST_PRICE.dollarsPerUnit;
  return {
    name: 'comprehend',
    // Each text counts with a delimiter, and the last one has none.
    limits: { maxItems: MAX_ITEMS, maxBytes: MAX_TEXT_BYTES + DELIMITER_LENGTH },
    bytesOf: (text) => utf8Bytes(text) + DELIMITER_LENGTH,
    costOf: (texts) => {
      let characters = DELIMITER_LENGTH * Math.max(0, texts.length - 1);
      for (const text of texts) characters += countCodePoints(text);
      return { characters, dollars: unitsOfCall(characters) * dollarsPerUnit };
    },
    async call(texts, group, signal) {
      const joined = joinTexts(texts);
      if (joined.bytes > MAX_TEXT_BYTES) throw new CallFailure('too-large', { code: 'REMOTE_TOO_LARGE' });
      let answered: unknown;
      try {
        const command = new DetectPiiEntitiesCommand({ Text: joined.text, LanguageCode: group as Language });
        answered = (await client.send(command, { abortSignal: signal })).Entities;
      } catch (error) {
        throw callFailure(error);
      }
      const entities = checkEntities(answered, joined.codePoints);
      const answers = entities === undefined ? undefined : joined.split(entities);
      if (answers === undefined)
        throw new CallFailure('untrusted', { status: 200, code: 'REMOTE_UNTRUSTED', mayBeBilled: true });
      return answers.map((answer) => ({ ok: true, answer }));
    },
    encode: encodeAnswer,
    decode: decodeAnswer,
    async close() {
      client.destroy();
    },
  };
}
