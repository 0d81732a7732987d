import type { CompiledPolicy } from '../../policy.js';
import type { CostEstimate, TextProfile } from '../../shared-part.js';
import type { ComprehendEngineOptions } from '../engine-options.js';
import { comprehendDestination } from './endpoint.js';
import { ENTITY_LABELS } from './entity-labels.js';
import { DELIMITER_LENGTH } from './joined-text.js';
import { MAX_ITEMS, MAX_TEXT_BYTES } from './limits.js';
import { CHARACTERS_PER_UNIT, LEAST_UNITS, LIST_PRICE } from './prices.js';

/**
 * What a column costs at Comprehend: cells joined into full calls, each different text once, against one call a row. An
 * upper bound of what full calls cost; each batch of rows may end with a call that is not full.
 *
 * @throws LakeveilError NO_AWS_REGION, INSECURE_ENDPOINT, BAD_ENDPOINT
 */
export function comprehendEstimate(
  options: ComprehendEngineOptions,
  policy: CompiledPolicy,
  profile: TextProfile,
): CostEstimate {
  const { distinct } = profile;
  const bytes = profile.distinctBytes + distinct * DELIMITER_LENGTH;
  // The call that the next cell no longer fits into stays empty by half a cell.
  const mean = distinct === 0 ? 0 : bytes / distinct;
  const room = Math.max(MAX_TEXT_BYTES / 2, MAX_TEXT_BYTES - mean / 2);
  const requests = Math.max(Math.ceil(bytes / room), Math.ceil(distinct / MAX_ITEMS));
  const characters = profile.distinctCharacters + Math.max(0, distinct - requests) * DELIMITER_LENGTH;
  const units = Math.max(LEAST_UNITS * requests, Math.floor(characters / CHARACTERS_PER_UNIT) + requests);
  const dollarsPerUnit = options.dollarsPerUnit ?? LIST_PRICE.dollarsPerUnit;
  const { callsPerSecond, charactersPerMinute } = options;
  const seconds = [
    ...(callsPerSecond === undefined ? [] : [requests / callsPerSecond]),
    ...(charactersPerMinute === undefined ? [] : [(characters / charactersPerMinute) * 60]),
  ];
  return {
    destination: comprehendDestination(options),
    requests,
    requestsRowByRow: profile.rows,
    characters,
    units,
    unitsRowByRow: profile.unitsRowByRow,
    dollars: units * dollarsPerUnit,
    dollarsRowByRow: profile.unitsRowByRow * dollarsPerUnit,
    pricesOf: options.dollarsPerUnit === undefined ? LIST_PRICE.asOf : 'yours',
    ...(seconds.length === 0 ? {} : { seconds: Math.max(...seconds) }),
    notes: [...priceNotes(options), ...labelNotes(policy)],
  };
}

function priceNotes({ dollarsPerUnit, callsPerSecond }: ComprehendEngineOptions): string[] {
  return [
    ...(dollarsPerUnit === undefined
      ? [
          `List price of ${LIST_PRICE.asOf}, first tier ($${LIST_PRICE.dollarsPerUnit} a unit of ${CHARACTERS_PER_UNIT} characters, ${LEAST_UNITS} at least a call): check ${LIST_PRICE.source}, or set engine.dollarsPerUnit.`,
        ]
      : []),
    ...(callsPerSecond === undefined
      ? [
          'No rate is configured: the run finds out what your quota of DetectPiiEntities permits; engine.callsPerSecond tells the time.',
        ]
      : []),
  ];
}

/** Where a policy tells labels apart that the service does not. */
function labelNotes(policy: CompiledPolicy): string[] {
  const notes: string[] = [];
  for (const [type, [first, ...others]] of Object.entries(ENTITY_LABELS)) {
    const state = policy.stateOf(first);
    const other = others.find((label) => policy.stateOf(label) !== state);
    if (other === undefined) continue;
    notes.push(
      state === 'Off'
        ? `Comprehend tells ${type} and not ${first} from ${other}: all of it is treated as ${other}, because the policy leaves ${first} as it is and ${other} not.`
        : `Comprehend tells ${type} and not ${first} from ${other}: all of it is treated as ${first}.`,
    );
  }
  return notes;
}
