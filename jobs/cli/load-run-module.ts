import type { RunModule } from '../run/types.js';

/** Planning and running; imported when a command needs it. */
export async function loadRunModule(): Promise<RunModule> {
  return (await import(new URL('../run/index.js', import.meta.url).href)) as RunModule;
}
