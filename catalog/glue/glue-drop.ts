import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../errors.js';
import { formatIdentifier } from '../identifier.js';
import { type GlueCalls, TRIES } from './glue-calls.js';
import { GlueFailure } from './glue-failure.js';
import type { GlueTableName } from './glue-table.js';

/**
 * DeleteTable of the very table that `found` is. It has no condition, so before it is sent again the table is looked at: one
 * that was made meanwhile under the same name is left alone.
 *
 * Errors: ACCESS_DENIED and the like (it is still there), COMMIT_STATE_UNKNOWN.
 */
export async function dropTable(
  calls: GlueCalls,
  target: GlueTableName,
  found: GlueTable,
  look: () => Promise<GlueTable | undefined>,
): Promise<void> {
  const name = formatIdentifier(target.identifier);
  for (let attempt = 1; ; attempt++) {
    let failure: GlueFailure;
    try {
      await calls.write((glue, scope) =>
        glue.deleteTable({ ...scope, DatabaseName: target.database, Name: target.name }),
      );
      return;
    } catch (error) {
      failure = error instanceof GlueFailure ? error : new GlueFailure(error);
    }
    if (failure.kind === 'missing') return;
    let seen: GlueTable | undefined;
    try {
      seen = await look();
    } catch {
      throw new LakeveilError(
        'COMMIT_STATE_UNKNOWN',
        `It is not known whether the table ${name} was dropped: Glue did not answer. Its files were not removed. Look with "lakeveil tables".`,
        { details: { table: name } },
      );
    }
    if (seen === undefined || seen.CreateTime?.getTime() !== found.CreateTime?.getTime()) return;
    if (failure.kind === 'refused' || attempt === TRIES) {
      throw failure.toLakeveilError({
        what: `The table ${name} was not dropped`,
        action: 'glue:DeleteTable',
        resource: name,
      });
    }
    await calls.pause(attempt);
  }
}
