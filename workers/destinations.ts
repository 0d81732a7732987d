import { LakeveilError } from '../errors.js';
import type { FoundUdf } from './find-udf.js';

/**
 * Text goes to no place that the run's plan does not list.
 *
 * Errors: UNPLANNED_DESTINATION.
 */
export function assertPlanned({ udf, options }: FoundUdf, planned: readonly string[]): void {
  const unplanned = (udf.destinations?.(options) ?? []).find((one) => !planned.includes(one));
  if (unplanned === undefined) return;
  throw new LakeveilError(
    'UNPLANNED_DESTINATION',
    `The run was not started, and no text was sent: ${udf.name} would send text to ${unplanned}, which the run's plan does not list. ` +
      'Start the run again; if it says so again, please report it.',
    { details: { udf: udf.name, destination: unplanned } },
  );
}
