import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag } from '../flags.js';

export const jobsFlags = z.strictObject({
  ...jsonFlag('JSON: one object for each job, or one for the job named'),
});

export const jobsCommand: Command = {
  name: 'jobs',
  summary: 'list the jobs that can be run, or show one with all its options',
  details:
    'Lists the jobs in ./jobs/ of the working folder and the built-in ones. With a name: every option of that job, defaults and configuration filled in.',
  arguments: [{ name: 'job', description: 'a name of the list, or the path of a job file', required: false }],
  flags: jobsFlags,
  examples: ['lakeveil jobs', 'lakeveil jobs redact-transcripts'],
  action: async () => (await import('../actions/jobs.js')).jobsAction,
};
