import type { z } from 'zod';
import { LakeveilError } from '../errors.js';
import { didYouMean, suggest } from './suggest.js';

/**
 * What is wrong with a value that its schema refused, parsed with `reportInput: true`: one sentence for each finding, with the full path of the option
 * and a suggestion for unknown ones. Option names and allowed values only: given values are not repeated.
 */
export function describeIssues(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Finding[] {
  return issues.flatMap((issue) => describeIssue(schema, issue, []));
}

export interface Finding {
  readonly path: readonly string[];
  readonly text: string;
}

/** `limits.maxFailedRows`, `columns["a.b"].udf` */
export function formatPath(path: readonly string[]): string {
  let text = '';
  for (const part of path) {
    if (/^\d+$/.test(part)) text += `[${part}]`;
    else if (!/^[\w-]+$/.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** INVALID_OPTION or UNKNOWN_OPTION for the first finding, the others counted. */
export function schemaError(
  what: string,
  findings: readonly Finding[],
  origin?: (f: Finding) => string,
): LakeveilError {
  const first = findings[0]!;
  const where = origin?.(first) ?? '';
  const more = findings.length > 1 ? ` (${findings.length - 1} more to mend after it.)` : '';
  const code = first.text.startsWith('Unknown option') ? 'UNKNOWN_OPTION' : 'INVALID_OPTION';
  return new LakeveilError(
    code,
    `${what}. ${first.text}${where === '' ? '' : ` It is set ${where}.`}${more}`,
    {
      details: { option: formatPath(first.path), findings: findings.length },
    },
  );
}

/** The option that tells the forms of an object apart has a value that none of them has. */
function unknownKind(at: string, issue: z.core.$ZodIssueInvalidUnion): string {
  const {
    options = [],
    discriminator = '',
    input,
  } = issue as unknown as {
    readonly options?: readonly unknown[];
    readonly discriminator?: string;
    readonly input?: unknown;
  };
  const kinds = options.map(String);
  const given = (input as Record<string, unknown> | null | undefined)?.[discriminator];
  const named = kinds.map((kind) => JSON.stringify(kind)).join(', ');
  if (given === undefined) return `${at} is missing: it must be one of ${named}.`;
  return `${at} must be one of ${named}.${typeof given === 'string' ? didYouMean(given, kinds) : ''}`;
}

function describeIssue(root: z.ZodType, issue: z.core.$ZodIssue, base: readonly string[]): Finding[] {
  const path = [...base, ...issue.path.map(String)];
  const at = path.length === 0 ? 'The value' : `Option ${formatPath(path)}`;
  if (path.length > 0 && isMissing(issue)) return [{ path, text: `${at} is missing.` }];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(root, path, issue.input);
      return issue.keys.map((key) => ({
        path: [...path, key],
        text: `Unknown option ${formatPath([...path, key])}.${didYouMean(key, known)}${
          known.length > 0 && didYouMean(key, known) === '' ? ` Known here: ${known.join(', ')}.` : ''
        }`,
      }));
    }
    case 'invalid_union': {
      if ('discriminator' in issue && issue.errors.length === 0)
        return [{ path, text: unknownKind(at, issue) }];
      const branch = nearestBranch(issue.errors);
      if (branch === undefined) return [{ path, text: noForm(at, issue) }];
      return branch.flatMap((inner) => describeIssue(root, inner, path));
    }
    case 'invalid_value': {
      const values = issue.values.map((value) => JSON.stringify(value)).join(', ');
      const given = typeof issue.input === 'string' ? didYouMean(issue.input, issue.values.map(String)) : '';
      return [{ path, text: `${at} must be ${issue.values.length > 1 ? 'one of ' : ''}${values}.${given}` }];
    }
    case 'invalid_type':
      return [{ path, text: `${at} must be ${article(issue.expected)}.` }];
    case 'too_small':
      return [{ path, text: tooSmall(at, issue) }];
    case 'too_big':
      return [{ path, text: `${at} must be at most ${issue.maximum}.` }];
    case 'invalid_format':
    case 'custom':
      return [{ path, text: `${at}: ${/[.?]$/.test(issue.message) ? issue.message : `${issue.message}.`}` }];
    default:
      return [{ path, text: `${at} is not valid (${issue.code}).` }];
  }
}

/** A value that fits no form; where one form is a word of a few, they are named. */
function noForm(at: string, issue: z.core.$ZodIssueInvalidUnion): string {
  const words = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  if (typeof issue.input !== 'string' || words.length === 0) return `${at} has none of the allowed forms.`;
  const named = words.map((word) => JSON.stringify(word)).join(', ');
  return `${at} must be ${named}, or have another of the allowed forms.${didYouMean(issue.input, words)}`;
}

function tooSmall(at: string, issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string' || issue.origin === 'array') return `${at} must not be empty.`;
  return `${at} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`;
}

const article = (type: string): string => {
  if (type === 'record') return 'an object';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
};

/**
 * The form that the user most likely meant: the one with the fewest complaints, where a key with a slip in it counts less
 * than a wrong one. Its unknown keys come first, because a missing key is then often the same slip.
 */
function nearestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const rank = (issues: readonly z.core.$ZodIssue[]): number => {
    // Wrong at its very root: this form was not the one meant.
    if (issues.some((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys')) return 1000;
    const missing = issues.filter(isMissing).map((issue) => String(issue.path[0]));
    const slips = issues
      .flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
      .filter((key) => suggest(key, missing) !== undefined);
    return missing.length * 10 + issues.length - slips.length * 10;
  };
  const best = [...branches].sort((a, b) => rank(a) - rank(b))[0];
  if (best === undefined || rank(best) >= 1000) return undefined;
  const isUnknown = (issue: z.core.$ZodIssue): number => (issue.code === 'unrecognized_keys' ? 0 : 1);
  return [...best].sort((a, b) => isUnknown(a) - isUnknown(b));
}

/** With `reportInput` an absent value is told from a wrong one; without it, only where zod's message says so. */
const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 &&
  issue.code !== 'unrecognized_keys' &&
  ('input' in issue
    ? issue.input === undefined
    : issue.code === 'invalid_type' && issue.message.includes('received undefined'));

/** Names that the schema knows at `path`, over all forms of a union that `input` may be: not those of another `type`. */
export function knownKeys(schema: z.ZodType, path: readonly string[], input?: unknown): string[] {
  let here: z.core.$ZodType[] = forms(schema);
  for (const part of path) here = here.flatMap((type) => child(type, part)).flatMap(forms);
  const shapes = here.map(shapeOf).filter((shape) => shape !== undefined);
  return [
    ...new Set(shapes.filter((shape) => !isOther(shape, input)).flatMap((shape) => Object.keys(shape))),
  ];
}

/** Whether a form's own literal (`type: 'textual'`) is not what the input has there. */
function isOther(shape: Readonly<Record<string, z.core.$ZodType>>, input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  return Object.entries(shape).some(([key, type]) => {
    const { type: kind, values } = defOf(type);
    return kind === 'literal' && !(values as unknown[]).includes((input as Record<string, unknown>)[key]);
  });
}

type Def = { type: string } & Record<string, unknown>;
const defOf = (type: z.core.$ZodType): Def => type._zod.def as unknown as Def;

/** The schema without its optional, default and union wrappers. */
function forms(type: z.core.$ZodType): z.core.$ZodType[] {
  const def = defOf(type);
  if (def['innerType'] !== undefined) return forms(def['innerType'] as z.core.$ZodType);
  if (def.type === 'union') return (def['options'] as z.core.$ZodType[]).flatMap(forms);
  if (def.type === 'pipe') return forms(def['in'] as z.core.$ZodType);
  return [type];
}

function shapeOf(type: z.core.$ZodType): Record<string, z.core.$ZodType> | undefined {
  const def = defOf(type);
  return def.type === 'object' ? (def['shape'] as Record<string, z.core.$ZodType>) : undefined;
}

function child(type: z.core.$ZodType, part: string): z.core.$ZodType[] {
  const def = defOf(type);
  const next =
    def.type === 'object'
      ? shapeOf(type)?.[part]
      : def.type === 'record'
        ? def['valueType']
        : def.type === 'array'
          ? def['element']
          : undefined;
  return next === undefined ? [] : [next as z.core.$ZodType];
}
