import type { Command } from '../command.js';
import { detectCommand } from './detect.js';
import { evalCommand } from './eval.js';
import { ingestCommand } from './ingest.js';
import { jobsCommand } from './jobs.js';
import { queryCommand } from './query.js';
import { redactCommand } from './redact.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { serveCommand } from './serve.js';
import { showCommand } from './show.js';
import { tablesCommand } from './tables.js';
import { unredactCommand } from './unredact.js';

/** What `lakeveil` can do, in the order of its help. */
export const commands: readonly Command[] = [
  { ...runCommand, summary: 'run a job; the same as `run-job`' },
  jobsCommand,
  ingestCommand,
  tablesCommand,
  showCommand,
  queryCommand,
  redactCommand,
  unredactCommand,
  detectCommand,
  evalCommand,
  serveCommand,
  runsCommand,
];
