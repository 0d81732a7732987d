import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, createLocalEngine, type PolicyInput } from '../../udfs/index.js';

const key = new Uint8Array(32).fill(21);
const engineOf = (policy: PolicyInput) =>
  createLocalEngine(compilePolicy({ generator_default: 'Synthesis', ...policy }), key);
const A = 'My name is Priya Desai, born 03/14/1986.';
const B = 'Speaking with Priya Desai again on 03/14/1986.';
const nameIn = (text: string): string => /(?:is|with) (\S+ [^\s,]+)/.exec(text)![1]!;
const dateIn = (text: string): string => /\d\d\/\d\d\/\d{4}/.exec(text)![0];

t.test('dataset: one surrogate everywhere; dates move by document', async (t) => {
  const engine = engineOf({});
  t.equal(nameIn(engine.redact(A, 's1').text), nameIn(engine.redact(B, 's2').text));
  const dates = new Set(Array.from({ length: 12 }, (_, i) => dateIn(engine.redact(`${A} ${i}.`).text)));
  t.ok(dates.size > 1, 'each document has a shift of its own');
});

t.test('row: another row, other surrogates', async (t) => {
  const engine = engineOf({ consistency: 'row' });
  t.not(nameIn(engine.redact(A).text), nameIn(engine.redact(B).text));
  t.equal(engine.redact(A, 's1').text, engine.redact(A, 's2').text, 'a row is known by its text alone');
});

for (const consistency of ['conversation', 'subject'] as const) {
  t.test(`${consistency}: one surrogate and one shift of dates within it, others outside`, async (t) => {
    const engine = engineOf({ consistency });
    const [a, b, other] = [engine.redact(A, '7'), engine.redact(B, '7'), engine.redact(A, '8')];
    t.equal(nameIn(a.text), nameIn(b.text));
    t.equal(dateIn(a.text), dateIn(b.text));
    t.not(nameIn(a.text), nameIn(other.text));
    const shifts = Array.from({ length: 12 }, (_, i) => dateIn(engine.redact(A, `subject ${i}`).text));
    t.ok(new Set(shifts).size > 1);
  });

  t.test(`${consistency}: a row without one is a scope of its own`, async (t) => {
    const engine = engineOf({ consistency });
    const row = engineOf({ consistency: 'row' });
    for (const none of [null, '', '  ']) {
      t.not(nameIn(engine.redact(A, none).text), nameIn(engine.redact(B, none).text), 'not all of them one');
      t.equal(engine.redact(A, none).text, row.redact(A).text);
    }
  });
}

t.test('tokens follow the scope too, of each form', async (t) => {
  for (const redaction_form of ['one-way', 'reversible'] as const) {
    const engine = engineOf({ generator_default: 'Redaction', consistency: 'subject', redaction_form });
    const token = (text: string, scope: string): string =>
      /\[NAME_GIVEN_\S+?\]/.exec(engine.redact(text, scope).text)![0];
    t.equal(token(A, '7'), token(B, '7'));
    t.not(token(A, '7'), token(A, '8'));
  }
});

t.test('a conversation and a subject of the same name are not one scope', async (t) => {
  t.not(
    nameIn(engineOf({ consistency: 'conversation' }).redact(A, '7').text),
    nameIn(engineOf({ consistency: 'subject' }).redact(A, '7').text),
  );
});

t.test('the answer depends on key, seed, scope and value alone: not on what came before', async () => {
  const names = fc.constantFrom('Priya Desai', 'Quorra Vantell', 'Kenji Watanabe', 'Sean O’Donnell');
  const rows = fc.array(fc.tuple(names, fc.constantFrom('1', '2', null)), { minLength: 1, maxLength: 8 });
  const consistencies = fc.constantFrom('row', 'conversation', 'subject', 'dataset');
  fc.assert(
    fc.property(rows, consistencies, fc.integer({ min: 0, max: 3 }), (list, consistency, random_seed) => {
      const policy = { consistency, random_seed } as PolicyInput;
      const engine = engineOf(policy);
      return list.every(([name, scope]) => {
        const text = `My name is ${name}, born 03/14/1986.`;
        return engine.redact(text, scope).text === engineOf(policy).redact(text, scope).text;
      });
    }),
    { numRuns: 40 },
  );
});

const PROGRAM = (modules: string): string => `
  import { compilePolicy, createLocalEngine } from ${JSON.stringify(modules)};
  export const answers = () => ['row', 'conversation', 'subject', 'dataset'].flatMap((consistency) =>
    [['Redaction', 'one-way'], ['Redaction', 'reversible'], ['Synthesis', 'one-way']].map(([generator_default, redaction_form]) =>
        createLocalEngine(
          compilePolicy({ consistency, generator_default, redaction_form, random_seed: 5 }),
          new Uint8Array(32).fill(21), 3,
        ).redact(${JSON.stringify(`${A} ${B} 312-555-0147, p.desai@corp.example, 19 Laurel Street`)}, 'caller 9').text));`;

t.test('the same on every thread and in every process', async (t) => {
  const modules = new URL('../../udfs/index.js', import.meta.url).href;
  const source = PROGRAM(modules);
  const { answers } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    answers: () => string[];
  };
  const here = answers();
  t.equal(new Set(here).size, here.length, 'each setting gives other values');
  for (const answer of here) t.notMatch(answer, /Priya|Desai|0147|Laurel/);
  const inThread = await new Promise((resolve, reject) => {
    const code = `${source}\nimport { parentPort } from 'node:worker_threads'; parentPort.postMessage(answers());`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  t.strictSame(inThread, here);
  const child = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `${source}\nconsole.log(JSON.stringify(answers()));`],
    { encoding: 'utf8', env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', NODE_OPTIONS: '' } },
  );
  t.strictSame(JSON.parse(child.stdout), here, child.stderr);
});
