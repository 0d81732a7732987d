import { LakeveilError } from '../../errors.js';
import { shownLocation } from '../file-io/shown-location.js';

/** CORRUPT_METADATA, naming the file. `why` must not quote values. */
export function corruptMetadata(location: string, why: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'CORRUPT_METADATA',
    `${place} cannot be used: ${why}. Nothing was read from the table or written to it. Restore the file, or load the table at an older metadata file.`,
    { details: { location: place } },
  );
}

/** UNSUPPORTED_FEATURE: refused by name rather than skipped. */
export function unsupportedFeature(location: string, feature: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `${place} uses ${feature}, which Lakeveil does not implement. Nothing was read or written, because skipping it could give wrong answers.`,
    { details: { location: place, feature } },
  );
}
