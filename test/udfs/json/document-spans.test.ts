import fc from 'fast-check';
import t from 'tap';
import { parseJsonPath } from '../../../udfs/json/json-path.js';
import { type DocumentSpan, documentRedactor } from '../../../udfs/json/redact-document.js';
import { compilePolicy } from '../../../udfs/policy.js';

const key = new Uint8Array(32).fill(7);
const redactor = documentRedactor(
  compilePolicy({}),
  { allow: {}, ignore: [], numbers: 'redact', propertyNames: 'keep' },
  key,
);

/** The value at a path of names and indexes. */
function at(document: unknown, path: string): unknown {
  return parseJsonPath(path)!.steps.reduce<unknown>(
    (value, { test }) => (value as Record<string | number, unknown>)[test],
    document,
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

t.test('each replacement is told with the path and the place of its value, before and after', async (t) => {
  const name = fc.oneof(
    fc.constantFrom(
      'name',
      'first name',
      "o'clock",
      'back\\slash',
      '',
      '$',
      'a.b',
      'größe',
      '0',
      '😀',
      'a\nb',
    ),
    fc.string({ maxLength: 6 }).filter((text) => text !== '__proto__'),
  );
  const leaf = fc.oneof(
    fc.constantFrom(
      'Maria Lopez',
      'call 555-867-5309 😀',
      'maria@lopez.example',
      'no one',
      '',
      '\ud800 Jane Roe',
    ),
    fc.constantFrom(4111111111111111, 12, true, null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
    ),
  }));
  let count = 0;
  fc.assert(
    fc.property(tree, (document) => {
      const spans: DocumentSpan[] = [];
      const text = JSON.stringify(document);
      const redacted = redactor.redact(text, null, (span) => spans.push(span));
      const made = JSON.parse(redacted.text) as unknown;
      count += spans.length;
      const entities = Object.values(redacted.entities).reduce((sum, n) => sum + n, 0);
      return (
        entities === spans.length &&
        redactor.redact(text, null).text === redacted.text &&
        spans.every((span) => {
          const before = shown(at(document, span.path));
          const after = shown(at(made, span.path));
          return (
            before.slice(span.start, span.end) === span.value &&
            after.slice(span.newStart, span.newEnd) === span.newValue &&
            span.value !== span.newValue
          );
        })
      );
    }),
    { numRuns: 300 },
  );
  t.ok(count > 100, `${count} replacements`);
});
