import { readFileSync } from 'node:fs';

/** Of the package; from dist/jobs/run to the package's root. */
export const PACKAGE_VERSION: string = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
