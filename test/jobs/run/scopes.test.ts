import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { planSummary, runSummary } from '../../../jobs/report/run-summary.js';
import { planJob } from '../../../jobs/run/index.js';
import { pseudonymKey, rootKey } from '../../../jobs/run/pseudonym-key.js';
import type { RunEvent } from '../../../jobs/run/types.js';
import { reversibleKey } from '../../../udfs/generate/reversible-token.js';
import { createUnredactor } from '../../../udfs/unredact.js';
import { contextHere, runHere } from './run-here.js';
import { filesUnder, makeWarehouse, rowsOf, type Warehouse } from './support-warehouse.js';

t.setTimeout(300_000);
process.env['LAKEVEIL_TEST_SCOPES'] = 'a key for tests that is long enough';

/** Two callers, whose rows lie in several splits. */
const ROWS = Array.from({ length: 40 }, (_, id) => ({
  id,
  caller: [7, 8, null][id % 3]!,
  note: `My name is Priya Desai, row ${id}. ${'Nothing else. '.repeat(id % 5)}`,
}));

let at: Warehouse;
t.before(async () => {
  at = await makeWarehouse(1, 1);
  await writeFile(join(at.folder, 'rows.jsonl'), ROWS.map((row) => JSON.stringify(row)).join('\n'));
});
t.teardown(() => at.remove());

const job = (table: string, policy: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  source: { files: [join(at.folder, 'rows.jsonl')], format: 'jsonl' },
  target: { table: `safe.${table}`, mode: 'replace' },
  columns: { id: 'keep', note: { udf: 'redact', from: 'note', scope: 'caller' } },
  drop: [],
  pseudonymKey: { env: 'LAKEVEIL_TEST_SCOPES' },
  policy,
  ...more,
});
const notesOf = async (table: string): Promise<string[]> =>
  (await rowsOf(at.warehouse, `safe.${table}`, 'id')).map(
    (row) => (JSON.parse(row) as { note: string }).note,
  );
const nameIn = (note: string): string => /name is (.*?), row/.exec(note)![1]!;

t.test('a subject column that is not in the output decides what is consistent', async (t) => {
  const policy = { generator_default: 'Synthesis', consistency: 'subject' };
  await runHere(at, job('subjects', policy));
  const notes = await notesOf('subjects');
  const names = (caller: number | null): string[] =>
    notes.filter((_, id) => ROWS[id]!.caller === caller).map(nameIn);
  t.equal(new Set(names(7)).size, 1);
  t.equal(new Set(names(8)).size, 1);
  t.not(names(7)[0], names(8)[0]);
  t.ok(new Set(names(null)).size > 5, 'rows of nobody are each their own');
  t.ok(notes.every((note) => !/Priya|Desai/.test(note)));

  await runHere(at, job('threads', policy, { threads: 3, limits: { splitBytes: 1024, batchRows: 2 } }));
  t.strictSame(await notesOf('threads'), notes, 'the same on several threads');
});

t.test('an integer and its text name one scope; the run id takes the column in', async (t) => {
  const text = ROWS.map(({ caller, ...row }) => ({
    ...row,
    caller: caller === null ? null : String(caller),
  }));
  await writeFile(join(at.folder, 'text.jsonl'), text.map((row) => JSON.stringify(row)).join('\n'));
  const policy = { generator_default: 'Synthesis', consistency: 'subject' };
  const source = { files: [join(at.folder, 'text.jsonl')], format: 'jsonl' };
  await runHere(at, job('subjects', policy));
  await runHere(at, job('text', policy, { source }));
  t.strictSame(await notesOf('text'), await notesOf('subjects'));
  const plan = async (scope: string): Promise<string> =>
    (
      await planJob(
        contextHere(
          at,
          job('ids', policy, {
            columns: { id: 'keep', note: { udf: 'redact', from: 'note', scope } },
            drop: [],
          }),
        ),
      )
    ).runId;
  t.not(await plan('caller'), await plan('id'));
});

t.test('a scope that is missing, of no use, or of no fit is refused before anything is read', async (t) => {
  const plan = (policy: Record<string, unknown>, column: Record<string, unknown>) =>
    planJob(
      contextHere(at, job('refused', policy, { columns: { id: 'keep', note: column }, drop: ['caller'] })),
    );
  const redact = { udf: 'redact', from: 'note' };
  for (const consistency of ['subject', 'conversation'])
    await t.rejects(plan({ consistency }, redact), {
      code: 'INVALID_OPTION',
      message: new RegExp(`which ${consistency} a row belongs to. Name it as scope`),
    });
  await t.rejects(plan({}, { ...redact, scope: 'caller' }), {
    code: 'INVALID_OPTION',
    message: /no use for one/,
  });
  await t.rejects(plan({ consistency: 'subject' }, { ...redact, scope: 'calller' }), {
    code: 'NO_SUCH_COLUMN',
  });
  await t.rejects(plan({}, { udf: 'token', from: 'note', scope: 'caller' }), {
    code: 'INVALID_OPTION',
    message: /does not take/,
  });
  for (const caller of [[1.5], 1.5, true, '2024-01-01T00:00:00Z']) {
    const file = join(at.folder, 'other.jsonl');
    await writeFile(file, JSON.stringify({ id: 1, note: 'x', caller }));
    const more = { source: { files: [file], format: 'jsonl' } };
    await t.rejects(
      planJob(contextHere(at, job('refused', { consistency: 'subject' }, more))),
      { code: 'WRONG_COLUMN_TYPE', message: /a scope is a string/ },
      JSON.stringify(caller),
    );
  }
});

t.test(
  'reversible tokens: told in plan and summary, turned back with the key, refused without',
  async (t) => {
    const policy = { redaction_form: 'reversible', consistency: 'subject' };
    const definition = job('reversible', policy, { pseudonymKey: { env: 'LAKEVEIL_TEST_SCOPES', epoch: 4 } });
    const plain = (text: string): string => text;
    const plan = planSummary(await planJob(contextHere(at, definition)), plain);
    t.match(plan.replace(/\s+/g, ' '), 'pseudonymised, not anonymised');
    const events: RunEvent[] = [];
    const report = await runHere(at, definition, { onEvent: (event) => void events.push(event) });
    t.match(runSummary(report, plain).replace(/\s+/g, ' '), 'pseudonymised, not anonymised');
    t.ok(events.some((event) => event.type === 'notice' && event.code === 'REVERSIBLE_TOKENS'));
    const notes = await notesOf('reversible');
    t.match(notes[0], /\[NAME_GIVEN_~4\./);
    const root = await rootKey({ env: 'LAKEVEIL_TEST_SCOPES', epoch: 0 }, { refusal: '' });
    const unredactor = createUnredactor(root);
    t.strictSame(
      notes.map((note) => unredactor.unredact(note).text),
      ROWS.map(({ note }) => note),
    );
    const { pseudonymKey: _, ...keyless } = definition;
    await t.rejects(planJob(contextHere(at, keyless)), {
      code: 'NO_KEY',
      message: /nobody could turn them back/,
    });
  },
);

t.test('neither the secret nor what derives from it lies in any file, report or event', async (t) => {
  const source = { env: 'LAKEVEIL_TEST_SCOPES', epoch: 4 };
  const found = await pseudonymKey(source, { refusal: '' });
  if (found.kind !== 'given') throw new Error('not given');
  const keys = [found.key, await rootKey(source, { refusal: '' }), reversibleKey(found.key)];
  const shown = keys.flatMap((key) =>
    (['latin1', 'hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(key).toString(form)),
  );
  const secrets = [process.env['LAKEVEIL_TEST_SCOPES']!, ...shown];
  const events: unknown[] = [];
  const definition = job(
    'leaks',
    { redaction_form: 'reversible', consistency: 'subject' },
    { pseudonymKey: source },
  );
  const report = await runHere(at, definition, { onEvent: (event) => void events.push(event) });
  const said = JSON.stringify([report, events]);
  for (const secret of secrets) t.notOk(said.includes(secret));
  for (const file of await filesUnder(at.warehouse)) {
    const content = (await readFile(join(at.warehouse, file))).toString('latin1');
    t.notOk(
      secrets.some((secret) => content.includes(secret)),
      file,
    );
  }
});

t.test('odds of short tokens are told in the plan, and not where tokens are long', async (t) => {
  const notices = async (policy: Record<string, unknown>): Promise<string> =>
    (await planJob(contextHere(at, job('odds', { consistency: 'subject', ...policy })))).notices.join(' ');
  t.match(await notices({}), /5 characters \(29 bits\).*1 in 1,835.*35,6\d\d.*token_length to 17/);
  t.notMatch(await notices({ token_length: 17 }), /characters/);
  t.notMatch(await notices({ generator_default: 'Synthesis' }), /characters/);
});

t.test('a column of JSON documents', async (t) => {
  const documents = ROWS.slice(0, 6).map(({ id }) => ({
    id,
    doc: id === 4 ? '{"Priya' : `{"first_name": "Priya", "n": 12345678901234567890, "id": ${id}}`,
  }));
  await writeFile(join(at.folder, 'docs.jsonl'), documents.map((row) => JSON.stringify(row)).join('\n'));
  const definition = job(
    'docs',
    {},
    {
      source: { files: [join(at.folder, 'docs.jsonl')], format: 'jsonl' },
      key: ['id'],
      columns: {
        id: 'keep',
        doc: { udf: 'redact-json', from: 'doc', options: { json_path_ignore_paths: ['$.n'] } },
      },
      limits: { maxFailedRows: 1 },
    },
  );
  const report = await runHere(at, definition);
  t.match(report, { outcome: 'done-with-quarantine', rowsQuarantined: 1, failures: { JSON_INVALID: 1 } });
  const rows = (await rowsOf(at.warehouse, 'safe.docs', 'id')).map(
    (row) => JSON.parse(row) as { doc: string },
  );
  t.equal(rows.length, 5);
  t.match(rows[0]!.doc, /^\{"first_name": "\[NAME_GIVEN_\w{5}\]", "n": 12345678901234567890, "id": 0\}$/);
});
