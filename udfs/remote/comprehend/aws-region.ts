import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LakeveilError } from '../../../errors.js';

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * The region: of the options, else of AWS_REGION, AWS_DEFAULT_REGION, or the profile in the AWS config file. It is read
 * here and not by the SDK, so that the host that a plan lists is the host that the calls go to.
 *
 * @throws LakeveilError NO_AWS_REGION
 */
export function awsRegion(option: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const region = option ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || regionOfProfile(env));
  if (region !== undefined && REGION.test(region)) return region;
  throw new LakeveilError(
    'NO_AWS_REGION',
    region === undefined
      ? 'No AWS region is named, and no text was sent. Set engine.region, AWS_REGION, or a region in the AWS profile.'
      : 'The AWS region is not the name of one (such as us-east-1), and no text was sent. Check engine.region, AWS_REGION and the AWS profile.',
  );
}

/** `region` of the profile that AWS_PROFILE names, or of the default one. */
function regionOfProfile(env: NodeJS.ProcessEnv): string | undefined {
  const file = env['AWS_CONFIG_FILE'] || join(env['HOME'] || homedir(), '.aws', 'config');
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
  const profile = env['AWS_PROFILE'] || 'default';
  let inside = false;
  for (const line of lines) {
    const section = /^\s*\[\s*(?:profile\s+)?["']?([^\]"']*?)["']?\s*\]/.exec(line);
    if (section !== null) inside = section[1] === profile;
    // Indented lines belong to a nested setting.
    const setting = inside ? /^region\s*=\s*([^\s#;]+)/.exec(line) : null;
    if (setting !== null) return setting[1];
  }
  return undefined;
}
