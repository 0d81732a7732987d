import type { RunModule } from '../run/types.js';

/** Planning and running; imported when a command needs it. */
export const loadRunModule = (): Promise<RunModule> => import('../run/index.js');
