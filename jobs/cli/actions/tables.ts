import type { Table } from '../../../catalog/catalog.js';
import { formatIdentifier } from '../../../catalog/identifier.js';
import { LakeveilError, toPlainError } from '../../../errors.js';
import { loadConfig } from '../../load-config.js';
import { formatBytes, formatCount, formatTime } from '../../report/format.js';
import { textTable } from '../../report/text-table.js';
import { didYouMean } from '../../suggest.js';
import { action } from '../command.js';
import { tablesFlags } from '../commands/tables.js';
import { EXIT } from '../exit-codes.js';
import { openCatalog } from '../open-catalog.js';

interface TableLine {
  readonly table: string;
  readonly rows?: number;
  readonly files?: number;
  readonly bytes?: number;
  readonly snapshots?: number;
  readonly updated?: number;
  readonly error?: string;
}

/** `lakeveil tables [NAMESPACE]` */
export const tablesAction = action(tablesFlags, async ({ arguments: [namespace], flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const all = await catalog.listTables();
  const chosen = all.filter(
    (identifier) =>
      namespace === undefined || `${identifier.namespace.join('.')}.`.startsWith(`${namespace}.`),
  );
  if (namespace !== undefined && chosen.length === 0) {
    const known = [...new Set(all.map((identifier) => identifier.namespace.join('.')))];
    throw new LakeveilError(
      'NO_SUCH_NAMESPACE',
      `Nothing was listed: there are no Iceberg tables in a namespace ${namespace}.${didYouMean(namespace, known)} Namespaces: ${known.length === 0 ? 'none' : known.join(', ')}.`,
    );
  }
  const lines: TableLine[] = [];
  for (const identifier of chosen) {
    const table = formatIdentifier(identifier);
    try {
      lines.push(tableLine(table, await catalog.load(identifier)));
    } catch (error) {
      // One broken table does not hide the others.
      lines.push({ table, error: toPlainError(error).code });
    }
  }
  if (flags.json) {
    stdout.print(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  } else if (lines.length === 0) {
    stdout.print(
      'No tables yet. Make one with `lakeveil ingest FILES… --table ns.t`, or run `run-job redact-transcripts`.\n',
    );
  } else {
    const count = (value: number | undefined): string => (value === undefined ? '' : formatCount(value));
    stdout.print(
      textTable(
        ['table', 'rows', 'files', 'size', 'snapshots', 'updated'],
        lines.map((line) => [
          line.table,
          line.error ?? count(line.rows),
          count(line.files),
          line.bytes === undefined ? '' : formatBytes(line.bytes),
          count(line.snapshots),
          line.updated === undefined ? '' : formatTime(line.updated),
        ]),
        { alignRight: [1, 2, 3, 4], heading: stdout.bold },
      ),
    );
  }
  return EXIT.done;
});

function tableLine(table: string, { metadata }: Table): TableLine {
  const current = metadata.snapshots.find((one) => one['snapshot-id'] === metadata['current-snapshot-id']);
  const total = (key: string): number | undefined => {
    // A table that never had a snapshot is empty; a snapshot need not say its totals.
    const text = current === undefined ? '0' : current.summary[key];
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  const entries = {
    rows: total('total-records'),
    files: total('total-data-files'),
    bytes: total('total-files-size'),
  };
  return {
    table,
    ...(Object.fromEntries(
      Object.entries(entries).filter(([, value]) => value !== undefined),
    ) as Partial<TableLine>),
    snapshots: metadata.snapshots.length,
    updated: metadata['last-updated-ms'],
  };
}
