import { ingestFiles } from '../../ingest/ingest-files.js';
import { loadConfig } from '../../load-config.js';
import { facts } from '../../report/facts.js';
import { formatBytes, formatCount, formatQuantity, formatSeconds } from '../../report/format.js';
import { action } from '../command.js';
import { ingestFlags } from '../commands/ingest.js';
import { EXIT } from '../exit-codes.js';
import { sameCatalog } from '../flags.js';
import { interruptible } from '../interrupt.js';
import { openCatalog } from '../open-catalog.js';

/** `lakeveil ingest FILES… --table ns.t` */
export const ingestAction = action(ingestFlags, async ({ arguments: files, flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const { table, mode, format, schema, delimiter } = flags;
  return interruptible(terminal, 'Start the same command again; it begins anew.', async (signal) => {
    const report = await ingestFiles(catalog, {
      table,
      files,
      folder,
      mode,
      ...(format === undefined ? {} : { format }),
      ...(schema === undefined ? {} : { schema }),
      ...(delimiter === undefined ? {} : { delimiter }),
      signal,
    });
    if (flags.json) {
      stdout.print(`${JSON.stringify(report)}\n`);
      return EXIT.done;
    }
    stdout.print(
      `${stdout.bold(table)}  ${formatQuantity(report.rows, 'row')} ingested in ${formatSeconds(report.seconds)}\n\n${facts(
        [
          ['mode', mode],
          ['snapshot', report.snapshotId],
          ['files', `${formatCount(report.files)}, ${formatBytes(report.bytes)}`],
          ['columns', report.columns.map((column) => `${column.name} ${column.type}`)],
          ['notes', report.notices],
          ['next', `lakeveil query "SELECT * FROM ${table} LIMIT 5"${sameCatalog(flags)}`],
        ],
      )}`,
    );
    return EXIT.done;
  });
});
