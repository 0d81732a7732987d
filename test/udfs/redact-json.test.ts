import fc from 'fast-check';
import t from 'tap';
import { documentLeaves, type PathRule } from '../../udfs/json/document-leaves.js';
import { JsonPathMatcher } from '../../udfs/json/json-path.js';
import { rewriteStrings } from '../../udfs/json/rewrite-strings.js';
import { epochKey } from '../../udfs/keys/derive-key.js';
import { redactJson } from '../../udfs/redact-json.js';
import { builtinUdf } from '../../udfs/registry.js';
import { createUnredactor } from '../../udfs/unredact.js';
import { textBatch, textsOf, udfBehaviour, udfContext } from './udf-behaviour.js';

async function run(documents: readonly (string | null)[], options: Record<string, unknown> = {}) {
  const instance = await redactJson.open(redactJson.options.parse(options), udfContext());
  const result = await instance.apply(textBatch(documents));
  await instance.close();
  return { ...result, texts: textsOf(result.batch) };
}
const one = async (document: string, options: Record<string, unknown> = {}): Promise<string> => {
  const { texts, failed } = await run([document], options);
  if (failed.length > 0) throw new Error(failed[0]!.code);
  return texts[0]!;
};
/** All that is no string, with the strings taken out. */
const skeleton = (json: string): string => rewriteStrings(json, () => 'S');
const synthesis = { policy: { generator_default: 'Synthesis' } };

t.test('redact-json behaves as a UDF', async (t) => {
  t.equal(builtinUdf('redact-json'), redactJson);
  const cells = ['{"name": "Jordan Miles"}', '["nothing", 1, null]', '"mail a.b@example.com"'];
  // The suite makes texts of its own, which are no documents: their rows fail, and are not lost.
  await udfBehaviour(t, redactJson, { options: redactJson.options.parse({}), cells });
});

const DOCUMENT = `{ "id":\t7, "big": -90071992547409931234.50e+7 ,
  "first_name":"maria", "LastName" : "Lopez", "tags":["vip","maria",[],{}],
  "notes": "spoke with \\u004daria, call 312-555-0147.\\r\\n\\ud83d\\ude00 \\ud800", "dup": 1, "dup": 2.0,
  "active":true, "none" :null, "a\\"b": {"deep": [[{"phone":3125550147}]]} }`;

t.test('strings are replaced in place: all else keeps its spelling, order and repetition', async (t) => {
  const out = await one(DOCUMENT, { numbers: 'keep' });
  t.equal(skeleton(out), skeleton(DOCUMENT));
  t.match(out, '"big": -90071992547409931234.50e+7 ,');
  t.match(out, '"dup": 1, "dup": 2.0,');
  t.notMatch(out, /maria|lopez|555-0147/i);
  t.match(out, /"first_name":"\[NAME_GIVEN_\w{5}\]"/);
  t.match(out, '"vip"');
  const notes = (JSON.parse(out) as { notes: string }).notes;
  t.match(notes, /^spoke with \[NAME_GIVEN_\w{5}\], call \[PHONE_NUMBER_\w{5}\]\.\r\n😀 \ud800$/);
});

t.test('numbers: kept, of the same shape, or text', async (t) => {
  const document = '{"phone":3125550147,"ssn":536228714,"zip":60614,"qty":3,"phone2":"-","mobile":-1.20e5}';
  t.match(await one(document, { numbers: 'keep' }), '"phone":3125550147,"ssn":536228714,"zip":60614,"qty":3');
  for (const policy of [{}, synthesis.policy]) {
    const out = await one(document, { policy });
    t.match(
      out,
      /^\{"phone":[1-9]\d{9},"ssn":[1-9]\d{8},"zip":[1-9]\d{4},"qty":3,"phone2":"-","mobile":-\d\.\d\de5\}$/,
    );
    t.notMatch(out, /3125550147|536228714|60614/);
  }
  const text = await one(document, { numbers: 'text' });
  t.match(text, /"phone":"\[PHONE_NUMBER_\w{5}\]","ssn":"\[US_SSN_\w{5}\]"/);
  t.match(text, '"qty":3');
});

t.test('numbers that the settings of a label keep or group', async (t) => {
  const metadata = { PERSON_AGE: { use_passthrough_or_group_age_generator: true } };
  const policy = { generator_default: 'Synthesis', generator_metadata: metadata };
  t.equal(await one('{"age":47,"x":{"age":103}}', { policy }), '{"age":47,"x":{"age":90}}');
  t.notMatch(await one('{"age":47}', synthesis), '47');
});

t.test('names of properties are context, and whole names fall into parts', async (t) => {
  const out = await one(
    '{"fullName":"Wojciechowski, Jadwiga Anna","holder":1,"accountHolder":"zyx qwv"}',
    synthesis,
  );
  t.notMatch(out, /Wojciech|Jadwiga|zyx|qwv/);
  const tokens = await one('{"accountHolder":"zyx qwv","login":"hope","x":["hope"],"pin":"n/a"}');
  t.match(
    tokens,
    /^\{"accountHolder":"\[NAME_GIVEN_\w+\] \[NAME_FAMILY_\w+\]","login":"\[USERNAME_(\w+)\]","x":\["\[USERNAME_\1\]"\],"pin":"n\/a"\}$/,
  );
});

t.test('a conversation is read as one: the question is context for the answer', async (t) => {
  const conversation = JSON.stringify([
    { role: 'agent', text: 'May I have your last name please?' },
    { role: 'caller', at: 3, text: 'zyxwort' },
  ]);
  const plain = JSON.stringify([
    { role: 'agent', text: 'May I have your last name please?' },
    { role: 'caller', text: 'zyxwort' },
  ]);
  t.match(await one(plain), /"text":"\[NAME_\w+\]"/);
  t.match(await one(conversation), /"at":3,"text":"\[NAME_\w+\]"/);
  const { joined, leaves } = documentLeaves(conversation, new JsonPathMatcher<PathRule>([]), false);
  t.equal(joined, '\nagent: May I have your last name please?\n\ncaller: zyxwort\nat: 3');
  t.strictSame(
    leaves.map(({ from, to }) => joined.slice(from, to)),
    ['agent', 'May I have your last name please?', 'caller', 'zyxwort', '3'],
  );
});

t.test('what turns hold besides is redacted in its place, wherever it stands', async (t) => {
  const asks = '"role":"agent","text":"May I have your last name please?"';
  for (const document of [
    `[{${asks},"at":3},{"at":5,"role":"caller","text":"zyxwort"}]`,
    `[{"id":7,${asks}},{"role":"caller","at":{"s":3,"of":["x",5]},"text":"zyxwort"}]`,
    `{"by":"Priya Desai","turns":[{"at":1,${asks},"to":"Priya Desai"},{"role":"caller","to":"q@corp.example","text":"zyxwort"}]}`,
  ]) {
    const out = await one(document);
    t.notMatch(out, /zyxwort|Priya|Desai|q@corp/, out);
    t.equal(skeleton(out), skeleton(document));
    const withKeys = await one(document, { property_names: 'redact' });
    t.notMatch(withKeys, /zyxwort|Priya|Desai|q@corp/, withKeys);
  }
});

t.test('other fields stand behind their names, long texts on lines of their own', async (t) => {
  const document = '{"firstName":"Ann","x":{"tags":["a","b"],"note":"one two three","log":"p\\nq"}}';
  for (const [withKeys, expected] of [
    [false, 'first name: Ann; tags: a; tags: b; note: one two three\nlog: \np\nq'],
    [true, 'firstName: Ann; x: tags: tags: a; tags: b; note: one two three\nlog: \np\nq'],
  ] as const)
    t.equal(documentLeaves(document, new JsonPathMatcher<PathRule>([]), withKeys).joined, expected);
});

t.test('paths: ignored ones are left, allowed ones are wholly the label', async (t) => {
  const document =
    '{"a":{"name":"Priya Desai","note":"all good"},"list":[{"code":"x 1"},{"code":22}],"keep":{"name":"Priya Desai"}}';
  const options = {
    json_path_allow_lists: { NUMERIC_PII: ['$.list[*].code'], PROJECT_NAME: ["$['a'].note"] },
    json_path_ignore_paths: ['$.keep'],
  };
  const out = await one(document, options);
  t.match(out, '"keep":{"name":"Priya Desai"}');
  t.match(out, /"note":"\[PROJECT_NAME_\w{5}\]"/);
  t.match(out, /"list":\[\{"code":"\[NUMERIC_PII_\w{5}\]"\},\{"code":[1-9]\d\}\]/);
  t.notMatch(out, /:22\}/);
  t.match(
    await one(document, { ...options, json_path_ignore_paths: ['$.list', '$.keep'] }),
    '"list":[{"code":"x 1"},{"code":22}]',
    'ignored wins',
  );
  const beneath = await one('{"p":{"x":["q",{"y":"r"}],"z":true}}', {
    json_path_allow_lists: { PERSON: ['$.p'] },
  });
  t.match(beneath, /^\{"p":\{"x":\["\[PERSON_\w+\]",\{"y":"\[PERSON_\w+\]"\}\],"z":true\}\}$/);
  const off = {
    policy: { generator_config: { PROJECT_NAME: 'Off' } },
    json_path_allow_lists: { PROJECT_NAME: ['$'] },
  };
  t.equal(await one('["x y z"]', off), '["x y z"]', 'a label that is off is left as it is');
});

t.test('a custom label, by path and by dictionary', async (t) => {
  const options = {
    policy: { custom_labels: { BADGE: { terms: ['Falcon Nine'] } } },
    json_path_allow_lists: { BADGE: ['$.badge'] },
  };
  t.match(
    await one('{"badge":"q","text":"on falcon-nine"}', options),
    /"\[BADGE_\w+\]","text":"on \[BADGE_\w+\]"/,
  );
});

t.test('names of properties, if asked', async (t) => {
  const document = '{"Priya Desai":{"priya.desai@corp.example":1},"note":"x"}';
  t.match(await one(document), '"Priya Desai":{"priya.desai@corp.example":1}');
  const out = await one(document, { property_names: 'redact' });
  t.notMatch(out, /priya|desai/i);
  t.match(out, /^\{"\[NAME_GIVEN_\w+\] \[NAME_FAMILY_\w+\]":\{"\[EMAIL_ADDRESS_\w+\]":1\},"note":"x"\}$/);
});

t.test('what is no document is failed, and never passed on', async (t) => {
  const { texts, failed } = await run([
    '{"name": "Priya"',
    '',
    '{"a":1}',
    'Priya',
    `${'['.repeat(9999)}`,
    null,
  ]);
  t.strictSame(failed, [
    { row: 0, code: 'JSON_INVALID' },
    { row: 1, code: 'JSON_INVALID' },
    { row: 3, code: 'JSON_INVALID' },
    { row: 4, code: 'JSON_TOO_DEEP' },
  ]);
  t.strictSame(texts, [null, null, '{"a":1}', null, null, null]);
});

t.test('options: unknown labels and paths are refused', async (t) => {
  for (const options of [
    { json_path_allow_lists: { NO_SUCH: ['$.a'] } },
    { json_path_allow_lists: { PERSON: ['$.a[?(@.b)]'] } },
    { json_path_ignore_paths: ['a.b'] },
    { numbers: 'mask' },
    { paths: {} },
  ])
    t.equal(redactJson.options.safeParse(options).success, false, JSON.stringify(options));
});

t.test('any document: valid JSON of the same skeleton comes out, and no original', async () => {
  const instance = await redactJson.open(redactJson.options.parse(synthesis), udfContext());
  const name = fc.constantFrom(
    'first_name',
    'email',
    'notes',
    'x',
    '',
    'a"b',
    'Phone Number',
    '__proto__',
    'toString',
  );
  const value = fc.oneof(
    fc.constantFrom(
      'Quorra Vantell',
      'q.vantell@corp.example',
      'call (312) 555-0147 😀\r\n',
      '\ud800',
      'ok',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(4111111111111111, 0, -1.5, 1e300, true, null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, value, fc.array(tie('tree'), { maxLength: 4 }), tie('object')),
    object: fc.array(fc.tuple(name, tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
  }));
  const write = (node: unknown): string => {
    if (node instanceof Map)
      return `{${[...node].map(([key, inner]) => `${JSON.stringify(key)}: ${write(inner)}`).join(' ,')}}`;
    return Array.isArray(node) ? `[${node.map(write).join(', ')}]` : JSON.stringify(node);
  };
  const withoutNumbers = (json: string): string => skeleton(json).replace(/\d/g, '9');
  await fc.assert(
    fc.asyncProperty(tree, async (node) => {
      const document = write(node);
      const { batch, failed } = await instance.apply(textBatch([document]));
      const out = textsOf(batch)[0]!;
      if (failed.length > 0) return false;
      JSON.parse(out);
      return (
        withoutNumbers(out) === withoutNumbers(document) &&
        !/Quorra|Vantell|555-0147|4111111111111111/i.test(out)
      );
    }),
    { numRuns: 300 },
  );
  await instance.close();
});

t.test('reversible tokens in a document come back as JSON', async (t) => {
  const root = new Uint8Array(32).fill(4);
  const options = redactJson.options.parse({ policy: { redaction_form: 'reversible' } });
  const instance = await redactJson.open(options, udfContext({ key: epochKey(root, 3), keyEpoch: 3 }));
  const document = '{"name": "Priya \\"P\\" Desai", "n": 1.0}';
  const out = textsOf((await instance.apply(textBatch([document]))).batch)[0]!;
  t.notMatch(out, /Priya|Desai/);
  const unredactor = createUnredactor(root);
  t.equal(
    rewriteStrings(out, (value) => unredactor.unredact(value).text),
    document,
  );
});

t.test('time is linear in the document', async (t) => {
  const part = '{"first_name":"Priya","note":"my name is Quorra Vantell, call 312-555-0147"},';
  const timeOf = async (times: number): Promise<number> => {
    const document = `[${part.repeat(times)}0]`;
    const began = performance.now();
    await run([document], synthesis);
    return performance.now() - began;
  };
  await timeOf(100);
  const small = await timeOf(400);
  const large = await timeOf(3200);
  t.ok(large < small * 8 * 3 + 500, `${small} ms, then ${large} ms for 8 times as much`);
});
