import type { Policy } from '../../policy.js';
import type { CostEstimate, TextProfile } from '../../shared-part.js';
import type { TextualEngineOptions } from '../engine-options.js';
import { textualDestination } from './identity.js';
import { redactSettings } from './policy-wire.js';

/** Of a text in JSON, over its UTF-8: quotes and comma; escapes of quotes and line breaks, about one in 25 bytes. */
const FRAME = 3;
const ESCAPED = 1.04;

/** What a column costs at the service, by its profile. Equal texts of one seed are sent once. */
export function textualEstimate(
  options: TextualEngineOptions,
  policy: Policy,
  profile: TextProfile,
): CostEstimate {
  const notes: string[] = [];
  const perSeed = policy.consistency !== 'dataset';
  const byRow = policy.consistency === 'row';
  const characters = perSeed && !byRow ? profile.characters : profile.distinctCharacters;
  const settings = JSON.stringify(redactSettings(policy, options.recordRequests)).length + 16;
  const room = Math.max(1024, options.maxBytes - settings);
  const full = Math.max(
    Math.ceil(profile.distinct / options.maxItems),
    Math.ceil((profile.distinctBytes * ESCAPED + profile.distinct * FRAME) / room),
  );
  const requests = byRow ? profile.distinct : full;
  if (byRow)
    notes.push(
      'consistency "row" gives each row a seed of its own, and a call carries one seed: one call for each different text.',
    );
  else if (perSeed)
    notes.push(
      `consistency "${policy.consistency}" gives each ${policy.consistency} a seed of its own, and a call carries one seed: at least one call for each ${policy.consistency}; ${requests} is the least there can be. Characters and dollars are the most there can be.`,
    );
  if (options.dollarsPerMillionCharacters === 0 && profile.rows > 0)
    notes.push('dollarsPerMillionCharacters is 0: set your price to see what it costs.');
  if (options.recordRequests)
    notes.push('recordRequests is on: the service is asked to record the texts that are sent.');
  const dollars = (count: number): number => (count * options.dollarsPerMillionCharacters) / 1e6;
  const times = [
    options.callsPerSecond === undefined ? 0 : requests / options.callsPerSecond,
    options.charactersPerMinute === undefined ? 0 : (characters / options.charactersPerMinute) * 60,
  ];
  const seconds = Math.max(...times);
  return {
    destination: textualDestination(options),
    requests,
    requestsRowByRow: profile.rows,
    characters,
    dollars: dollars(characters),
    dollarsRowByRow: dollars(profile.characters),
    pricesOf: 'yours',
    ...(seconds > 0 ? { seconds } : {}),
    notes,
  };
}
