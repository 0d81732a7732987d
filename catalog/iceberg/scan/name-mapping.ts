import { LakeveilError } from '../../../errors.js';
import type { NameMapping } from '../file-scan.js';
import type { TableMetadata } from '../table-metadata.js';

/**
 * The table property `schema.name-mapping.default` (https://iceberg.apache.org/spec/#name-mapping-serialization), or
 * undefined if it is not set. Throws CORRUPT_METADATA.
 */
export function parseNameMapping(metadata: Pick<TableMetadata, 'properties'>): NameMapping[] | undefined {
  const text = metadata.properties['schema.name-mapping.default'];
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (isMapping(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new LakeveilError(
    'CORRUPT_METADATA',
    'The table property schema.name-mapping.default is not a name mapping; the table was not read.',
  );
}

function isMapping(value: unknown): value is NameMapping[] {
  return Array.isArray(value) && value.every(isEntry);
}

function isEntry(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const entry = value as Record<string, unknown>;
  const id = entry['field-id'];
  const names = entry['names'];
  return (
    (id === undefined || Number.isInteger(id)) &&
    Array.isArray(names) &&
    names.every((name) => typeof name === 'string') &&
    (entry['fields'] === undefined || isMapping(entry['fields']))
  );
}
