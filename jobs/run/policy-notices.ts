import { LakeveilError } from '../../errors.js';
import { DATASET_TOKEN_LENGTH, tokenOdds } from '../../udfs/generate/redaction-token.js';
import { isReversible, redactsOneWay } from '../../udfs/policy.js';
import type { ResolvedJob } from '../resolved-job.js';
import type { BoundColumn } from './bind-columns.js';
import type { KeySource } from './pseudonym-key.js';

export interface PolicyNotice {
  readonly code: 'REVERSIBLE_TOKENS' | 'TOKEN_ODDS';
  readonly message: string;
}

type PolicyColumn = Pick<BoundColumn, 'name' | 'policy' | 'replacedBy'>;

/** What the policies of a job's columns mean for its output. */
export function policyNotices(columns: readonly PolicyColumn[]): PolicyNotice[] {
  const notices: PolicyNotice[] = [];
  const reversible = columns.filter(({ policy }) => policy !== undefined && isReversible(policy));
  if (reversible.length > 0)
    notices.push({ code: 'REVERSIBLE_TOKENS', message: REVERSIBLE_TOKENS(namesOf(reversible)) });
  const lengths = new Map<number, PolicyColumn[]>();
  for (const column of columns) {
    const { policy, replacedBy } = column;
    // A service's tokens have a form of its own.
    if (policy === undefined || replacedBy === 'service') continue;
    if (!redactsOneWay(policy) || policy.token_length >= DATASET_TOKEN_LENGTH) continue;
    lengths.set(policy.token_length, [...(lengths.get(policy.token_length) ?? []), column]);
  }
  for (const [length, of] of lengths)
    notices.push({ code: 'TOKEN_ODDS', message: TOKEN_ODDS(length, namesOf(of)) });
  return notices;
}

/** Errors: NO_KEY. */
export function assertReversibleHasKey(
  job: ResolvedJob,
  columns: readonly PolicyColumn[],
  key: KeySource,
): void {
  const column = columns.find(({ policy }) => policy !== undefined && isReversible(policy));
  if (column === undefined || key.kind === 'given') return;
  throw new LakeveilError(
    'NO_KEY',
    `The job "${job.name}" was not run: column ${JSON.stringify(column.name)} is to have reversible tokens, and without a ` +
      'pseudonym key of yours nobody could turn them back. Set pseudonymKey, or redaction_form one-way.',
  );
}

const namesOf = (columns: readonly PolicyColumn[]): string => columns.map(({ name }) => name).join(', ');

const REVERSIBLE_TOKENS = (columns: string): string =>
  `Reversible tokens in ${columns}: whoever has the pseudonym key can turn them back (lakeveil unredact), so the output ` +
  'is pseudonymised, not anonymised.';

function TOKEN_ODDS(length: number, columns: string): string {
  const odds = tokenOdds(length);
  const count = (n: number): string => Math.round(n).toLocaleString('en-US');
  return (
    `Tokens in ${columns} have ${length} characters (${Math.floor(odds.bits)} bits): among 1,000 different values of a label ` +
    `two share a token with odds of 1 in ${count(1 / odds.sharedAmong(1000))}, and among ${count(odds.evenOddsAt)} with even ` +
    `odds. To tell a whole dataset's values apart, set policy.token_length to ${DATASET_TOKEN_LENGTH}.`
  );
}
