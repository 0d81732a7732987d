import { toPlainError } from '../../../errors.js';
import { findJob, jobNames } from '../../find-job.js';
import { loadConfig } from '../../load-config.js';
import { facts } from '../../report/facts.js';
import { textTable } from '../../report/text-table.js';
import type { ResolvedColumn, ResolvedJob } from '../../resolved-job.js';
import { action } from '../command.js';
import { jobsFlags } from '../commands/jobs.js';
import { runFlags } from '../commands/run.js';
import { EXIT } from '../exit-codes.js';
import { jobOptions } from '../job-options-text.js';
import { prepareJob } from '../prepare-job.js';

/** `lakeveil jobs [JOB]` */
export const jobsAction = action(jobsFlags, async ({ arguments: [name], flags, terminal }) => {
  const { stdout, folder } = terminal;
  const loaded = await loadConfig(folder);
  if (name !== undefined) {
    const { job, found } = await prepareJob(name, runFlags.parse({}), loaded, folder);
    if (flags.json) stdout.print(`${JSON.stringify(plainJob(job))}\n`);
    else stdout.print(jobText(job, found.file, stdout.bold));
    return EXIT.done;
  }
  const jobs = [];
  for (const each of await jobNames(folder)) jobs.push(await listed(each, folder));
  if (flags.json) {
    stdout.print(jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
    return EXIT.done;
  }
  stdout.print(
    textTable(
      ['job', 'from', 'description'],
      jobs.map((job) => [job.name, job.file ?? 'built in', job.error ?? job.description]),
      { heading: stdout.bold, maxCellWidth: 100 },
    ),
  );
  stdout.print('\nRun one with `run-job NAME`; see its options with `lakeveil jobs NAME`.\n');
  return EXIT.done;
});

async function listed(name: string, folder: string) {
  try {
    const { definition, file } = await findJob(name, folder);
    const description = typeof definition['description'] === 'string' ? definition['description'] : '';
    return { name, ...(file === undefined ? {} : { file }), description };
  } catch (error) {
    // One broken file does not hide the other jobs.
    const { code, message } = toPlainError(error);
    return { name, file: `jobs/${name}`, description: '', error: `${code}: ${message}` };
  }
}

function jobText(job: ResolvedJob, file: string | undefined, bold: (text: string) => string): string {
  const options = new Map(jobOptions().map(({ path, description }) => [path, description]));
  const lines = Object.entries(flatten(plainJob(job))).map(([path, value]): [string, string, string] => [
    path,
    value,
    options.get(path) ?? '',
  ]);
  return `${bold(job.name)}  ${file ?? 'built in'}\n\n${facts([
    ['description', job.description],
    ['columns', job.columns.map(columnText)],
  ])}\n${textTable(
    ['option', 'value', ''],
    lines.filter(([path]) => path !== 'description' && path !== 'name' && !path.startsWith('columns')),
    { heading: bold, maxCellWidth: 90 },
  )}\nChange any of them for one run with \`--set option=value\`.\n`;
}

function columnText(column: ResolvedColumn): string {
  if (column.kind === 'keep')
    return column.name === column.from ? column.name : `${column.name} ← ${column.from}`;
  const udf = typeof column.udf === 'string' ? column.udf : column.udf.name;
  return `${column.name} ← ${udf}(${column.from.join(', ')})`;
}

/** As a job file would say it, without functions: a UDF given as an object is its name. */
function plainJob(job: ResolvedJob): Record<string, unknown> {
  const { source } = job;
  const columns = job.columns.map((column) => {
    if (column.kind === 'keep')
      return [column.name, column.name === column.from ? 'keep' : { keep: column.from }];
    const { udf, from, options } = column;
    return [column.name, { udf: typeof udf === 'string' ? udf : udf.name, from, options }];
  });
  return {
    ...job,
    source:
      source.kind === 'files'
        ? { files: source.files, format: source.format }
        : `${source.table}${source.ref === undefined ? '' : `@${source.ref}`}`,
    columns: Object.fromEntries(columns) as Record<string, unknown>,
  };
}

function flatten(value: Record<string, unknown>, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, inner] of Object.entries(value)) {
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    if (isObject && Object.keys(inner).length > 0 && prefix.split('.').length < 3) {
      Object.assign(flat, flatten(inner as Record<string, unknown>, `${prefix}${key}.`));
    } else if (inner !== undefined)
      flat[`${prefix}${key}`] = typeof inner === 'string' ? inner : JSON.stringify(inner);
  }
  return flat;
}
