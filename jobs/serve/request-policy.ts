import { createHash } from 'node:crypto';
import { isLabel } from '../../udfs/detect/labels.js';
import type { GeneratorState, PolicyInput } from '../../udfs/policy.js';
import { LruMap } from '../../workers/redaction-pool/lru-map.js';
import type { ThreadPolicy } from '../../workers/redaction-pool/messages.js';
import { badRequest, type RequestOptions } from './request-options.js';

/**
 * Labels of the service that the local engine has no name of its own for, with those under which it finds such values.
 * What a request asks for them goes for these.
 */
const FOUND_AS: Readonly<Record<string, readonly string[]>> = {
  ACCOUNT_NUMBER: ['NUMERIC_PII', 'US_BANK_NUMBER'],
  DRIVERS_LICENSE_NUMBER: ['US_DRIVER_LICENSE'],
  VEHICLE_ID: ['NUMERIC_PII'],
};

/** All that the service's clients may name. */
export const NEWER_LABELS: readonly string[] = Object.keys(FOUND_AS);

const POLICIES_KEPT = 256;
const CHARACTERS_KEPT = 4_000_000;

/** Policies of requests: the server's own, with what a request says laid over it. */
export class RequestPolicies {
  readonly #server: PolicyInput;
  readonly #known = new LruMap<ThreadPolicy>(POLICIES_KEPT, CHARACTERS_KEPT);

  constructor(server: PolicyInput) {
    this.#server = server;
  }

  /**
   * Settings that the request does not name are the server's. Values that either says to detect as well are; values to
   * leave alone are the request's for the labels that it names. The policy is checked where it is compiled, in a thread.
   *
   * @param seed the request's `textual-random-seed`
   * @throws LakeveilError BAD_REQUEST
   */
  of(options: RequestOptions, seed: number | undefined): ThreadPolicy {
    let key: string;
    try {
      key = JSON.stringify([seed, ...FIELDS.map((field) => options[field] ?? null)]);
    } catch {
      throw badRequest('Its options are nested too deep.');
    }
    let policy = this.#known.get(key);
    if (policy === undefined) {
      const json = JSON.stringify(laidOver(this.#server, options, seed));
      policy = { id: createHash('sha256').update(json).digest('base64url'), json };
      this.#known.set(key, policy, key.length + json.length);
    }
    return policy;
  }
}

const FIELDS = [
  'generatorDefault',
  'generatorConfig',
  'generatorMetadata',
  'labelAllowLists',
  'labelBlockLists',
  'customPiiEntityIds',
] as const satisfies readonly (keyof RequestOptions)[];

function laidOver(server: PolicyInput, options: RequestOptions, seed: number | undefined): PolicyInput {
  const custom = { ...server.custom_labels };
  for (const id of options.customPiiEntityIds ?? []) {
    if (Object.hasOwn(custom, id)) continue;
    throw badRequest(
      'customPiiEntityIds names an entity that this server does not know. Custom entities are the custom_labels of the policy that it was started with; or send their patterns as labelAllowLists of a built-in label.',
    );
  }
  const allow = new Map(
    Object.entries(server.label_allow_lists ?? {}).map(([label, { regexes }]) => [label, regexes]),
  );
  for (const [label, list] of Object.entries(options.labelAllowLists ?? {}))
    allow.set(label, [...new Set([...(allow.get(label) ?? []), ...patternsOf(list)])]);
  // A label that only the service has is one of the user's own here.
  for (const label of NEWER_LABELS) {
    const regexes = allow.get(label);
    if (!allow.delete(label) || regexes!.length === 0) continue;
    custom[label] = { regexes };
  }
  const block = new Map(Object.entries(server.label_block_lists ?? {}));
  for (const [label, list] of Object.entries(options.labelBlockLists ?? {}))
    block.set(label, { regexes: patternsOf(list) });
  const generatorDefault = options.generatorDefault ?? server.generator_default;
  return {
    ...server,
    ...(generatorDefault === undefined ? {} : { generator_default: generatorDefault }),
    generator_config: statesOf(server, options, custom),
    generator_metadata: metadataOf(server, options, custom) as NonNullable<PolicyInput['generator_metadata']>,
    label_allow_lists: Object.fromEntries([...allow].map(([label, regexes]) => [label, { regexes }])),
    label_block_lists: Object.fromEntries(
      // Nothing is found under a label that only the service has, so there is nothing to leave alone.
      [...block].filter(([label]) => Object.hasOwn(custom, label) || !isNewer(label)),
    ),
    custom_labels: custom,
    ...(seed === undefined ? {} : { random_seed: seed }),
  };
}

const isNewer = (label: string): boolean => Object.hasOwn(FOUND_AS, label) && !isLabel(label);

/** How much is left of a value. */
const STRICTNESS: readonly GeneratorState[] = ['Off', 'Synthesis', 'Redaction'];

function statesOf(
  server: PolicyInput,
  options: RequestOptions,
  custom: object,
): Record<string, GeneratorState> {
  const asked = options.generatorConfig ?? {};
  const states: Record<string, GeneratorState> = { ...server.generator_config };
  const implied: Record<string, GeneratorState> = {};
  for (const [label, state] of Object.entries(asked)) {
    if (!isNewer(label)) {
      states[label] = state;
      continue;
    }
    if (Object.hasOwn(custom, label)) states[label] = state;
    if (state === 'Off') continue;
    for (const own of FOUND_AS[label]!) {
      if (asked[own] === 'Off') {
        throw badRequest(
          `generatorConfig says ${state} for ${label} and Off for ${own}, and this server finds values of both as ${own}. Give both the same.`,
        );
      }
      if (asked[own] !== undefined) continue;
      const before = implied[own] ?? 'Off';
      implied[own] = STRICTNESS.indexOf(state) > STRICTNESS.indexOf(before) ? state : before;
    }
  }
  return { ...states, ...implied };
}

function metadataOf(server: PolicyInput, options: RequestOptions, custom: object): Record<string, unknown> {
  const settings: Record<string, unknown> = { ...server.generator_metadata };
  for (const [label, given] of Object.entries(options.generatorMetadata ?? {})) {
    // The SDK sends an empty `swaps` with everything; no swaps are not swaps of none. `version` is the REST form's name.
    const { swaps, version: _, ...rest } = given;
    const hasSwaps =
      swaps !== null &&
      swaps !== undefined &&
      !(typeof swaps === 'object' && Object.keys(swaps).length === 0);
    if (isNewer(label) && !Object.hasOwn(custom, label)) {
      if (!hasSwaps && (rest['constantValue'] ?? null) === null) continue;
      throw badRequest(
        `generatorMetadata has settings for ${label}, which this server finds as ${FOUND_AS[label]!.join(' or ')}. Give them there.`,
      );
    }
    settings[label] = hasSwaps ? { ...rest, swaps } : rest;
  }
  return settings;
}

/** Patterns as they are; plain strings as patterns that match just them. */
function patternsOf({
  regexes,
  strings,
}: {
  readonly regexes?: readonly string[] | null | undefined;
  readonly strings?: readonly string[] | null | undefined;
}): string[] {
  const quoted = (strings ?? []).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return [...(regexes ?? []), ...quoted];
}
