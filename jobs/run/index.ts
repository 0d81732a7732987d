export { planJob } from './plan-job.js';
export { runJob } from './run-job.js';
export { cleanRuns, explainRun, listRuns } from './runs.js';
export type * from './types.js';
