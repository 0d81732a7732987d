import {
  type ComprehendEngineOptions,
  comprehendEngineSchema,
} from '../../../../udfs/remote/engine-options.js';

/** Credentials and region of nobody; nothing of the machine's own AWS configuration is read. */
export function standInEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'stand-in-secret';
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_CONFIG_FILE'] = '/nonexistent/config';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent/credentials';
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
}

export function engineOptions(
  url: string | undefined,
  more: Partial<ComprehendEngineOptions> = {},
): ComprehendEngineOptions {
  return comprehendEngineSchema.parse({ type: 'comprehend', endpoint: url, ...more });
}
