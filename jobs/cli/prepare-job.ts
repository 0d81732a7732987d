import type { z } from 'zod';
import { LakeveilError } from '../../errors.js';
import { type FoundJob, findJob, jobNames } from '../find-job.js';
import type { LoadedConfig } from '../load-config.js';
import { parseAssignment } from '../option-path.js';
import { type JobLayer, resolveJob } from '../resolve-job.js';
import type { ResolvedJob } from '../resolved-job.js';
import { didYouMean } from '../suggest.js';
import type { runFlags } from './commands/run.js';

/** A job with the configuration and the flags laid over it. */
export async function prepareJob(
  name: string,
  flags: z.output<typeof runFlags>,
  loaded: LoadedConfig,
  folder: string,
): Promise<{ job: ResolvedJob; found: FoundJob }> {
  const assignments = flags.set.map(parseAssignment);
  const found = await findJob(name, folder);
  await checkConfiguredNames(loaded, found.name, folder);
  const configured = Object.hasOwn(loaded.config.jobs, found.name)
    ? loaded.config.jobs[found.name]
    : undefined;
  const layers: JobLayer[] =
    configured === undefined
      ? []
      : [{ origin: `in ${loaded.file} under jobs.${found.name}`, options: configured }];
  const job = resolveJob(found.definition, {
    name: found.name,
    layers: [...layers, ...flagLayers(flags)],
    assignments,
    ...(loaded.config.threads === undefined ? {} : { threads: loaded.config.threads }),
  });
  return { job, found };
}

function flagLayers(flags: z.output<typeof runFlags>): JobLayer[] {
  const layers: JobLayer[] = [];
  const { where, limit, source, engine, threads, target, mode } = flags;
  for (const [flag, value] of Object.entries({ where, limit, source, engine, threads })) {
    if (value !== undefined) layers.push({ origin: `by --${flag}`, options: { [flag]: value } });
  }
  // A job that replaces its own target must not replace whatever table a flag names, unless it is told to.
  if (target !== undefined)
    layers.push({ origin: 'by --target', options: { target: { table: target, mode: 'create' } } });
  if (mode !== undefined) layers.push({ origin: 'by --mode', options: { target: { mode } } });
  return layers;
}

/** A slip in a job's name would leave its options without effect, a stricter policy for example. */
async function checkConfiguredNames(loaded: LoadedConfig, running: string, folder: string): Promise<void> {
  const configured = Object.keys(loaded.config.jobs).filter((name) => name !== running);
  if (configured.length === 0) return;
  const names = [running, ...(await jobNames(folder))];
  const unknown = configured.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new LakeveilError(
    'UNKNOWN_OPTION',
    `Nothing was run: ${loaded.file} has options for a job "${unknown}", and there is no such job.${didYouMean(unknown, names)} Mend or remove jobs.${unknown}.`,
  );
}
