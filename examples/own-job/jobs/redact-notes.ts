import { defineJob } from 'lakeveil';

export default defineJob({
  description: 'Customer notes without the customers',
  source: 'crm.people',
  target: { table: 'crm.people_safe', mode: 'replace', partitionBy: ['city'] },
  key: ['id'],
  columns: {
    id: 'keep',
    city: 'keep',
    // The same name gives the same token in every run with this key.
    person: { token: 'name', label: 'person' },
    note: { udf: 'redact', from: 'note' },
  },
  // Left out on purpose: a text column that is neither named above nor here would refuse the run.
  drop: ['zip'],
  policy: { generator_default: 'Redaction' },
});
