import { fileURLToPath } from 'node:url';
import type { Catalog } from '../../catalog/catalog.js';
import { type IngestReport, ingestFiles } from './ingest-files.js';

/** Makes a table of a sample that is shipped with the package (from the compiled file, the package's root is two folders up from `dist/jobs`). */
export function ingestSample(
  catalog: Catalog,
  sample: 'support-calls',
  table: string,
): Promise<IngestReport> {
  const file = fileURLToPath(new URL(`../../../jobs/sample/${sample}.jsonl`, import.meta.url));
  return ingestFiles({ catalog, table, files: [file], folder: '/', mode: 'create', format: 'jsonl' });
}
