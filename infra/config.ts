import { defineDeployment } from './deployment/schema.js';

/**
 * The one file to edit. All options, with what they mean: deployment/schema.ts; from zero to a scheduled job: docs/deploy.md.
 * No bucket, no database and no secret is made: they are yours, and are named here.
 */
export default defineDeployment({
  name: 'lakeveil',
  region: 'us-east-1',
  warehouse: 's3://example-lakehouse/warehouse',
  image: { repository: 'lakeveil', tag: '0.1.0' },
  network: { cidr: '10.42.0.0/24', availabilityZones: ['us-east-1a', 'us-east-1b'] },
  jobs: [
    {
      name: 'redact-transcripts',
      source: {
        table: 'support.call_transcripts',
        location: 's3://example-lakehouse/warehouse/support.db/call_transcripts',
      },
      target: { table: 'support_safe.call_transcripts', mode: 'replace' },
      secret: { name: 'lakeveil/redact-transcripts', pseudonymKeyField: 'pseudonymKey' },
      schedule: { expression: 'cron(15 3 * * ? *)', timeZone: 'Europe/Berlin' },
    },
  ],
  alarms: { emails: ['data-platform@example.com'] },
  athena: { results: 's3://example-lakehouse/athena-results/lakeveil' },
  tags: { application: 'lakeveil' },
});
