import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { LakeveilError } from '../errors.js';
import { isLabel, LABEL_NAMES, type Label } from './detect/labels.js';
import { type GeneratorMetadata, generatorMetadataSchema } from './generator-metadata.js';
import { nearest } from './nearest.js';

/** What happens to a detected value; names and meaning are Tonic Textual's. */
export const GENERATOR_STATES = [
  'Off',
  'Redaction',
  'Synthesis',
  'GroupingSynthesis',
  'ReplacementSynthesis',
] as const;
export type GeneratorState = (typeof GENERATOR_STATES)[number];
/** The states that the generators here carry out. */
export type LocalGeneratorState = 'Off' | 'Redaction' | 'Synthesis';

const customListSchema = z.strictObject({ regexes: z.array(z.string().min(1).max(2000)).max(1000) });

const labelKey = z.string();

const shape = {
  /** For labels that `generator_config` does not name. */
  generator_default: z
    .enum(GENERATOR_STATES)
    .default('Redaction')
    .describe('for labels that generator_config does not name: Off, Redaction or Synthesis'),
  generator_config: z
    .record(labelKey, z.enum(GENERATOR_STATES))
    .default({})
    .describe('what happens to each label: Off, Redaction or Synthesis'),
  generator_metadata: generatorMetadataSchema.default({}).describe('settings of the generators, by label'),
  /** Values to detect AS WELL under the label: every match of a regex is treated as that entity. */
  label_allow_lists: z
    .record(labelKey, customListSchema)
    .default({})
    .describe('values to detect as well, by label: {regexes: [...]}'),
  /** Values to LEAVE ALONE: a detected value of the label that a regex matches whole is not an entity. */
  label_block_lists: z
    .record(labelKey, customListSchema)
    .default({})
    .describe('values to leave alone, by label: {regexes: [...]}'),
  /** Another seed gives other synthetic values. */
  random_seed: z.int().min(0).default(0).describe('another seed gives other synthetic values'),
  /** Within what the same value gets the same replacement: one row's text, or everything under one key. */
  consistency: z
    .enum(['row', 'dataset'])
    .default('dataset')
    .describe('where the same value gets the same replacement: in a row, or in the whole dataset'),
  /** Least score, by label, `default` for the others; 0…1. */
  thresholds: z
    .record(z.string(), z.number().min(0).max(1))
    .default({})
    .describe('least score of a span, by label, and default for the others; 0 to 1'),
};

/** A redaction policy as its user writes it; unknown keys and labels are refused with a suggestion. */
export const policySchema = z
  .strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => unknown('setting', key, Object.keys(shape))).join(' ')}`
        : undefined,
  })
  .superRefine((policy, context) => {
    for (const field of [
      'generator_config',
      'generator_metadata',
      'label_allow_lists',
      'label_block_lists',
      'thresholds',
    ] as const) {
      for (const label of Object.keys(policy[field])) {
        if (isLabel(label) || (field === 'thresholds' && label === 'default')) continue;
        context.addIssue({
          code: 'custom',
          path: [field, label],
          message: unknown('label', label, LABEL_NAMES),
        });
      }
    }
    const states = [
      ['generator_default', policy.generator_default] as const,
      ...Object.entries(policy.generator_config),
    ];
    for (const [label, state] of states) {
      if (state !== 'GroupingSynthesis' && state !== 'ReplacementSynthesis') continue;
      context.addIssue({
        code: 'custom',
        path: label === 'generator_default' ? [label] : ['generator_config', label],
        message: `${state} is not available with the local engine: use Synthesis or Redaction.`,
      });
    }
    for (const field of ['label_allow_lists', 'label_block_lists'] as const) {
      for (const [label, list] of Object.entries(policy[field])) {
        for (const [index, pattern] of list.regexes.entries()) {
          if (compilePattern(pattern) !== undefined) continue;
          context.addIssue({
            code: 'custom',
            path: [field, label, 'regexes', index],
            message:
              'is not a pattern that RE2 can run (look-around and back-references are not supported), or it matches the empty text.',
          });
        }
      }
    }
  });

export type Policy = z.output<typeof policySchema>;
export type PolicyInput = z.input<typeof policySchema>;

/** A policy made ready for a run. */
export interface CompiledPolicy {
  readonly policy: Policy;
  stateOf(label: string): LocalGeneratorState;
  metadataOf(label: string): GeneratorMetadata;
  thresholdOf(label: string): number;
  /** Patterns whose every match is an entity of the label. */
  readonly detectAsWell: readonly { readonly label: Label; readonly pattern: RE2JS }[];
  /** Whether a detected value is one that the policy says to leave alone. */
  isLeftAlone(label: string, value: string): boolean;
  /** Labels that are left as they are. */
  readonly off: ReadonlySet<string>;
  /** Hash of all that the policy says. */
  readonly fingerprint: string;
}

/**
 * @throws LakeveilError POLICY_INVALID naming each setting that was refused
 */
export function compilePolicy(input: PolicyInput): CompiledPolicy {
  const parsed = policySchema.safeParse(input);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'policy'}: ${issue.message}`,
    );
    throw new LakeveilError(
      'POLICY_INVALID',
      `The policy was refused, and nothing was redacted. ${reasons.join(' ')}`,
    );
  }
  const policy = parsed.data;
  const compileLists = (lists: Policy['label_allow_lists']) =>
    Object.entries(lists).flatMap(([label, { regexes }]) =>
      regexes.map((pattern) => ({ label: label as Label, pattern: compilePattern(pattern)! })),
    );
  const detectAsWell = compileLists(policy.label_allow_lists);
  const leaveAlone = groupByLabel(compileLists(policy.label_block_lists));
  const stateOf = (label: string) =>
    (policy.generator_config[label] ?? policy.generator_default) as LocalGeneratorState;
  const none: GeneratorMetadata = {};
  return {
    policy,
    stateOf,
    metadataOf: (label) => policy.generator_metadata[label] ?? none,
    thresholdOf: (label) => policy.thresholds[label] ?? policy.thresholds['default'] ?? DEFAULT_THRESHOLD,
    detectAsWell,
    isLeftAlone: (label, value) =>
      leaveAlone.get(label)?.some((pattern) => pattern.matcher(value).matches()) ?? false,
    off: new Set(LABEL_NAMES.filter((label) => stateOf(label) === 'Off')),
    fingerprint: createHash('sha256').update(canonicalJson(policy)).digest('hex').slice(0, 32),
  };
}

/** Spans below this score are dropped unless the policy says otherwise. */
export const DEFAULT_THRESHOLD = 0.4;

function groupByLabel(patterns: readonly { label: Label; pattern: RE2JS }[]): Map<string, RE2JS[]> {
  const grouped = new Map<string, RE2JS[]>();
  for (const { label, pattern } of patterns) {
    const list = grouped.get(label);
    if (list === undefined) grouped.set(label, [pattern]);
    else list.push(pattern);
  }
  return grouped;
}

/** Undefined if RE2 cannot run it, or if it matches the empty text (it would then match everywhere). */
function compilePattern(pattern: string): RE2JS | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.matcher('').matches() ? undefined : compiled;
  } catch {
    return undefined;
  }
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const candidates = [name, snakeCase(name), name.toUpperCase().replaceAll('-', '_')];
  const exact = candidates.find((candidate) => known.includes(candidate));
  const suggestion = exact ?? nearest(name, known);
  return suggestion === undefined
    ? `Unknown ${what} "${name}".`
    : `Unknown ${what} "${name}"; did you mean "${suggestion}"?`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
