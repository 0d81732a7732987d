import { LakeveilError } from '../../errors.js';
import type { TableMetadata } from './table-metadata.js';
import type { TableRequirement } from './table-update.js';

/** Throws COMMIT_CONFLICT (TABLE_EXISTS for `assert-create`) naming the first requirement that does not hold. `base` undefined: no such table. */
export function checkRequirements(
  base: TableMetadata | undefined,
  requirements: readonly TableRequirement[],
): void {
  for (const requirement of requirements) {
    if (requirement.type === 'assert-create') {
      if (base === undefined) continue;
      throw new LakeveilError('TABLE_EXISTS', 'The table was not created: it exists.');
    }
    if (base === undefined) throw conflict(requirement.type, 'the table does not exist');
    const why = violation(base, requirement);
    if (why !== undefined) throw conflict(requirement.type, why);
  }
}

function violation(
  base: TableMetadata,
  requirement: Exclude<TableRequirement, { type: 'assert-create' }>,
): string | undefined {
  const differs = (what: string, wanted: number | string | bigint, found: number | string | bigint) =>
    wanted === found ? undefined : `${what} is ${found}, expected ${wanted}`;
  switch (requirement.type) {
    case 'assert-table-uuid':
      return differs('the table uuid', requirement.uuid.toLowerCase(), base['table-uuid'].toLowerCase());
    case 'assert-ref-snapshot-id': {
      const name = requirement.ref;
      const ref = Object.hasOwn(base.refs, name) ? base.refs[name] : undefined;
      return differs(
        `the ref "${name}"`,
        requirement['snapshot-id'] ?? 'none',
        ref?.['snapshot-id'] ?? 'none',
      );
    }
    case 'assert-last-assigned-field-id':
      return differs('the last field id', requirement['last-assigned-field-id'], base['last-column-id']);
    case 'assert-current-schema-id':
      return differs('the current schema id', requirement['current-schema-id'], base['current-schema-id']);
    case 'assert-last-assigned-partition-id':
      return differs(
        'the last partition field id',
        requirement['last-assigned-partition-id'],
        base['last-partition-id'],
      );
    case 'assert-default-spec-id':
      return differs(
        'the default partition spec id',
        requirement['default-spec-id'],
        base['default-spec-id'],
      );
    case 'assert-default-sort-order-id':
      return differs(
        'the default sort order id',
        requirement['default-sort-order-id'],
        base['default-sort-order-id'],
      );
    default:
      return `the requirement "${String((requirement as { type?: unknown }).type)}" is unknown`;
  }
}

function conflict(requirement: string, why: string): LakeveilError {
  return new LakeveilError(
    'COMMIT_CONFLICT',
    `Nothing was committed: ${requirement} does not hold (${why}). Somebody else changed the table; start again from its current state.`,
    { retryable: true, details: { requirement } },
  );
}
