import { defineJob } from 'lakeveil';

export default defineJob({
  description: 'Tickets as JSON, without the people in them',
  source: 'desk.tickets',
  target: { table: 'desk.tickets_safe', mode: 'replace' },
  key: ['id'],
  columns: {
    id: 'keep',
    ticket: {
      udf: 'redact-json',
      from: 'ticket',
      // What one customer's tickets say of a person agrees, and no two customers' do.
      scope: 'customer_id',
      options: {
        json_path_allow_lists: { NUMERIC_PII: ['$.device.serial'] },
        json_path_ignore_paths: ['$.queue'],
      },
    },
  },
  policy: { generator_default: 'Synthesis', consistency: 'subject' },
});
