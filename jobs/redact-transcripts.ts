import { defineJob } from './define-job.js';

/** The main job: support calls in, the same calls with synthetic people in them out. */
export default defineJob({
  description: 'Synthesises the personal data in the transcripts of support calls',
  source: 'support.call_transcripts',
  // Five support calls that are shipped with the package, so that a first run needs nothing.
  sample: 'support-calls',
  // A scheduled rerun on a changed source puts the new result in place of the old one, in one step for readers; on an
  // unchanged source it is up to date and commits nothing.
  target: { table: 'support.call_transcripts_synthetic', mode: 'replace' },
  key: ['id'],
  columns: {
    id: 'keep',
    customer_id: 'keep',
    transcript_redacted: { udf: 'redact', from: 'transcript' },
  },
  policy: {
    generator_default: 'Off',
    generator_config: {
      NAME_GIVEN: 'Synthesis',
      NAME_FAMILY: 'Synthesis',
      LOCATION_ADDRESS: 'Synthesis',
      LOCATION_CITY: 'Synthesis',
      LOCATION_STATE: 'Synthesis',
      LOCATION_ZIP: 'Synthesis',
      EMAIL_ADDRESS: 'Synthesis',
      US_SSN: 'Synthesis',
      CVV: 'Synthesis',
      CC_EXP: 'Synthesis',
      NUMERIC_PII: 'Synthesis',
      ORGANIZATION: 'Synthesis',
      // The list that this job comes from names the security code and the expiry of a card and not the card itself,
      // and no phone number. Callers say both.
      CREDIT_CARD: 'Synthesis',
      PHONE_NUMBER: 'Synthesis',
    },
  },
});
