/** The public face of Lakeveil for those who write jobs. */

export { LakeveilError } from '../errors.js';
export { defineUdf, type UdfDefinition } from '../udfs/define-udf.js';
export type { PolicyInput } from '../udfs/policy.js';
export type { RowFailure, Udf, UdfContext, UdfInstance, UdfResult, UdfType } from '../udfs/udf.js';
export { type ConfigDefinition, defineConfig } from './config.js';
export { type ColumnDefinition, defineJob, type Job } from './define-job.js';
export type { JobDefinition } from './job-schema.js';
export type { ResolvedJob } from './resolved-job.js';
