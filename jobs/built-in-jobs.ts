import type { JobDefinition } from './job-schema.js';

/** The jobs that are shipped, by name. */
export const builtInJobs: Readonly<Record<string, () => Promise<JobDefinition>>> = {
  'redact-transcripts': async () => (await import('./redact-transcripts.js')).default as JobDefinition,
};
