import { createHash } from 'node:crypto';
import type { RE2JS } from 're2js';
import { z } from 'zod';
import { LakeveilError } from '../errors.js';
import { customLabelSchema, MAX_TERMS } from './custom-label.js';
import { isLabel, LABEL_NAMES } from './detect/labels.js';
import type { Span } from './detect/span.js';
import { DEFAULT_TOKEN_LENGTH } from './generate/redaction-token.js';
import { CONSISTENCIES } from './generate/scope.js';
import { type GeneratorMetadata, generatorMetadataSchema } from './generator-metadata.js';
import { nearest } from './nearest.js';
import { compilePattern, patternMatches } from './pattern-matches.js';
import { TermDictionary } from './term-dictionary.js';

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

/** Whether a token can be turned back. */
export const REDACTION_FORMS = ['one-way', 'reversible', 'label'] as const;
export type RedactionForm = (typeof REDACTION_FORMS)[number];

const CUSTOM_NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

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
  /** Whether a redaction token can be turned back by whoever has the key: opt-in, pseudonymised and not anonymised. */
  redaction_form: z
    .enum(REDACTION_FORMS)
    .default('one-way')
    .describe(
      'reversible: lakeveil unredact turns tokens back with the key; the output is then pseudonymised only; label: [LABEL] and nothing that derives from the value',
    ),
  redaction_form_config: z
    .record(labelKey, z.enum(REDACTION_FORMS))
    .default({})
    .describe('form of the redaction tokens by label, where it is not redaction_form'),
  /** Base-62 characters of a one-way token. */
  token_length: z
    .int()
    .min(5)
    .max(43)
    .default(DEFAULT_TOKEN_LENGTH)
    .describe(
      'base-62 characters of a one-way token: 5 tell values of a text apart, 17 those of a whole dataset',
    ),
  /** Entities of the user's own. */
  custom_labels: z
    .record(z.string(), customLabelSchema)
    .default({})
    .describe('labels of your own, found by regexes or a dictionary: {NAME: {regexes, terms, score}}'),
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
  /** Within what the same value gets the same replacement: one row, the rows of a conversation or subject, or all. */
  consistency: z
    .enum(CONSISTENCIES)
    .default('dataset')
    .describe(
      'where the same value gets the same replacement: in a row, in the rows of one conversation or subject (a column that the job names), or in the whole dataset',
    ),
  /** Least score, by label, `default` for the others; 0…1. */
  thresholds: z
    .record(z.string(), z.number().min(0).max(1))
    .default({})
    .describe('least score of a span, by label, and default for the others; 0 to 1'),
  /** Added to the model's score of every entity label (log odds): above 0 it finds more and is wrong more often. */
  recall_bias: z
    .number()
    .min(-5)
    .max(5)
    .default(0)
    .describe('above 0 the model finds more and is wrong more often, below 0 the other way round; -5 to 5'),
};

type Settings = z.output<z.ZodObject<typeof shape>>;

/** Settings by label, in which every name must be a label. */
const BY_LABEL = [
  'generator_config',
  'generator_metadata',
  'redaction_form_config',
  'label_allow_lists',
  'label_block_lists',
  'thresholds',
] as const satisfies readonly (keyof Settings)[];

/** A redaction policy as its user writes it; unknown keys and labels are refused with a suggestion. */
export const policySchema = z
  .strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => unknown('setting', key, Object.keys(shape))).join(' ')}`
        : undefined,
  })
  .superRefine((policy, context) => {
    const isKnown = (label: string) => isLabel(label) || Object.hasOwn(policy.custom_labels, label);
    for (const field of BY_LABEL) {
      for (const label of Object.keys(policy[field])) {
        if (isKnown(label) || (field === 'thresholds' && label === 'default')) continue;
        context.addIssue({
          code: 'custom',
          path: [field, label],
          message: unknown('label', label, [...LABEL_NAMES, ...Object.keys(policy.custom_labels)]),
        });
      }
    }
    checkCustomLabels(policy, context);
    for (const field of ['label_allow_lists', 'label_block_lists', 'custom_labels'] as const) {
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

function checkCustomLabels(policy: Settings, context: z.RefinementCtx): void {
  let terms = 0;
  for (const [label, custom] of Object.entries(policy.custom_labels)) {
    const refuse = (message: string, path: readonly (string | number)[] = []): void =>
      context.addIssue({ code: 'custom', path: ['custom_labels', label, ...path], message });
    if (isLabel(label)) refuse('is a built-in label: values to detect as well go into label_allow_lists.');
    else if (!CUSTOM_NAME.test(label))
      refuse('is not a name for a label: use capitals, digits and underscores, beginning with a letter.');
    if (custom.regexes.length + custom.terms.length === 0) refuse('names neither regexes nor terms.');
    for (const [index, term] of custom.terms.entries())
      if (!/[\p{L}\p{N}]/u.test(term)) refuse('has no letter and no digit.', ['terms', index]);
    terms += custom.terms.length;
  }
  if (terms > MAX_TERMS)
    context.addIssue({
      code: 'custom',
      path: ['custom_labels'],
      message: `name ${terms} terms; at most ${MAX_TERMS} can be looked for.`,
    });
}

export type Policy = z.output<typeof policySchema>;
export type PolicyInput = z.input<typeof policySchema>;

/** A setting that an engine does not carry out. */
export interface RefusedSetting {
  readonly path: readonly string[];
  readonly message: string;
}

/** States that the generators here do not carry out, which replace what all engines but Textual find. */
export function refusedStates(policy: Policy, engine: string): RefusedSetting[] {
  if (engine === 'textual') return [];
  const states = [
    ['generator_default', policy.generator_default] as const,
    ...Object.entries(policy.generator_config),
  ];
  return states
    .filter(([, state]) => state === 'GroupingSynthesis' || state === 'ReplacementSynthesis')
    .map(([label, state]) => ({
      path: label === 'generator_default' ? [label] : ['generator_config', label],
      message: `${state} is not available with the ${engine} engine: use Synthesis or Redaction.`,
    }));
}

/** A policy made ready for a run. */
export interface CompiledPolicy {
  readonly policy: Policy;
  stateOf(label: string): LocalGeneratorState;
  metadataOf(label: string): GeneratorMetadata;
  thresholdOf(label: string): number;
  /** How a redaction token of the label is made. */
  formOf(label: string): RedactionForm;
  /** Entities by the policy's own lists: allow lists, custom labels. In no order; they may overlap. */
  findListed(text: string): Span[];
  /** Whether a detected value is one that the policy says to leave alone. */
  isLeftAlone(label: string, value: string): boolean;
  /** Labels that are left as they are. */
  readonly off: ReadonlySet<string>;
  /** Hash of all that the policy says. */
  readonly fingerprint: string;
}

/**
 * @param engine `textual` has states that the others refuse
 * @throws LakeveilError POLICY_INVALID naming each setting that was refused
 */
export function compilePolicy(input: PolicyInput, engine = 'local'): CompiledPolicy {
  const parsed = policySchema.safeParse(input);
  const refused = parsed.success ? refusedStates(parsed.data, engine) : parsed.error.issues;
  if (!parsed.success || refused.length > 0) {
    const reasons = refused.map((issue) => `${issue.path.join('.') || 'policy'}: ${issue.message}`);
    throw new LakeveilError(
      'POLICY_INVALID',
      `The policy was refused, and nothing was redacted. ${reasons.join(' ')}`,
    );
  }
  const policy = parsed.data;
  const compileLists = (lists: Readonly<Record<string, { readonly regexes: readonly string[] }>>) =>
    Object.entries(lists).flatMap(([label, { regexes }]) =>
      regexes.map((pattern) => ({ label, pattern: compilePattern(pattern)! })),
    );
  const leaveAlone = groupByLabel(compileLists(policy.label_block_lists));
  const stateOf = (label: string) =>
    (policy.generator_config[label] ?? policy.generator_default) as LocalGeneratorState;
  const none: GeneratorMetadata = {};
  return {
    policy,
    stateOf,
    metadataOf: (label) => policy.generator_metadata[label] ?? none,
    thresholdOf: (label) => policy.thresholds[label] ?? policy.thresholds['default'] ?? DEFAULT_THRESHOLD,
    formOf: (label) => policy.redaction_form_config[label] ?? policy.redaction_form,
    findListed: listedFinder(policy, [
      ...compileLists(policy.label_allow_lists),
      ...compileLists(policy.custom_labels),
    ]),
    isLeftAlone: (label, value) =>
      leaveAlone.get(label)?.some((pattern) => pattern.matcher(value).matches()) ?? false,
    off: new Set(
      [...LABEL_NAMES, ...Object.keys(policy.custom_labels)].filter((label) => stateOf(label) === 'Off'),
    ),
    fingerprint: createHash('sha256').update(canonicalJson(policy)).digest('hex').slice(0, 32),
  };
}

/** Spans below this score are dropped unless the policy says otherwise. */
export const DEFAULT_THRESHOLD = 0.4;

function listedFinder(
  policy: Policy,
  patterns: readonly { label: string; pattern: RE2JS }[],
): (text: string) => Span[] {
  const dictionary = new TermDictionary<string>();
  for (const [label, custom] of Object.entries(policy.custom_labels))
    for (const term of custom.terms) dictionary.add(term, label);
  const scoreOf = (label: string): number => policy.custom_labels[label]?.score ?? 1;
  return (text) => {
    const found: Span[] = [];
    for (const { label, pattern } of patterns)
      for (const match of patternMatches(pattern, text))
        found.push({ ...match, label, score: scoreOf(label) });
    for (const { start, end, value: label } of dictionary.find(text))
      found.push({ start, end, label, score: scoreOf(label) });
    return found;
  };
}

function groupByLabel(patterns: readonly { label: string; pattern: RE2JS }[]): Map<string, RE2JS[]> {
  const grouped = new Map<string, RE2JS[]>();
  for (const { label, pattern } of patterns) {
    const list = grouped.get(label);
    if (list === undefined) grouped.set(label, [pattern]);
    else list.push(pattern);
  }
  return grouped;
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const candidates = [name, snakeCase(name), name.toUpperCase().replaceAll('-', '_')];
  const exact = candidates.find((candidate) => known.includes(candidate));
  const parts = exact === undefined && what === 'label' ? labelsOf(name, known) : [];
  const near = exact ?? nearest(name, known);
  const meant = parts.length > 0 ? parts : near === undefined ? [] : [near];
  if (meant.length === 0) return `Unknown ${what} "${name}".`;
  const quoted = meant.map((one) => `"${one}"`);
  const last = quoted.pop()!;
  return `Unknown ${what} "${name}"; did you mean ${quoted.length > 0 ? `${quoted.join(', ')} or ` : ''}${last}?`;
}

/** What other tools call labels whose names here share no word with theirs. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  NAME: ['PERSON', 'NAME_GIVEN', 'NAME_FAMILY'],
  FIRST_NAME: ['NAME_GIVEN'],
  LAST_NAME: ['NAME_FAMILY'],
  SURNAME: ['NAME_FAMILY'],
  FULL_NAME: ['PERSON', 'NAME_GIVEN', 'NAME_FAMILY'],
  PER: ['PERSON'],
  ORG: ['ORGANIZATION'],
  COMPANY: ['ORGANIZATION'],
  JOB: ['OCCUPATION'],
  BIRTHDAY: ['DOB'],
  DATE_OF_BIRTH: ['DOB'],
  ID: ['NUMERIC_PII'],
  ACCOUNT_NUMBER: ['NUMERIC_PII', 'US_BANK_NUMBER'],
};
const MOST_MEANT = 3;

/** Labels that a name may stand for: by what others call them, else those that hold all its words ("SSN": US_SSN). */
function labelsOf(name: string, known: readonly string[]): string[] {
  const plain = snakeCase(name.replaceAll('-', '_')).toUpperCase();
  const upper = Object.hasOwn(CALLED, name.toUpperCase()) ? name.toUpperCase() : plain;
  if (Object.hasOwn(CALLED, upper)) return CALLED[upper]!.filter((label) => known.includes(label));
  const words = name.toUpperCase().split(/[-_]/);
  const holding = known.filter((label) => words.every((word) => label.split('_').includes(word)));
  return holding.length <= MOST_MEANT ? holding : [];
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

/** Whether any label of the policy gets tokens that can be turned back. */
export function isReversible(policy: Policy): boolean {
  return formsOfTokens(policy).has('reversible');
}

/** Whether any label of the policy gets tokens that can't be turned back. */
export function redactsOneWay(policy: Policy): boolean {
  return formsOfTokens(policy).has('one-way');
}

function formsOfTokens(policy: Policy): Set<RedactionForm> {
  const forms = new Set<RedactionForm>();
  for (const label of [...LABEL_NAMES, ...Object.keys(policy.custom_labels)]) {
    if ((policy.generator_config[label] ?? policy.generator_default) === 'Off') continue;
    // Synthesis falls back to a token too, where it has nothing to offer; that is no reason to speak of its odds.
    const form = policy.redaction_form_config[label] ?? policy.redaction_form;
    if (form === 'reversible' || (policy.generator_config[label] ?? policy.generator_default) === 'Redaction')
      forms.add(form);
  }
  return forms;
}
