import t from 'tap';
import { formatIdentifier, parseTableReference } from '../../catalog/identifier.js';

await t.test('references', async (t) => {
  t.same(parseTableReference('ns.t'), { identifier: { namespace: ['ns'], name: 't' } });
  t.same(parseTableReference('a.b.t@2026-01-31T00:00:00.5Z'), {
    identifier: { namespace: ['a', 'b'], name: 't' },
    selector: '2026-01-31T00:00:00.5Z',
  });
  t.equal(parseTableReference('ns.t@feature/x@y').selector, 'feature/x@y');
  t.equal(parseTableReference('ns.Größe 名').identifier.name, 'Größe 名');
  t.equal(formatIdentifier(parseTableReference('a.b.t').identifier), 'a.b.t');
});

await t.test('names that no catalog takes', async (t) => {
  const bad = [
    '',
    't',
    '.t',
    'ns.',
    'ns..t',
    '..',
    'ns.a/b',
    'ns.a\\b',
    'ns.t@',
    'ns.a\nb',
    'ns.a\0b',
    ' ns.t',
    'ns.t ',
    'n\ud800s.t',
    `ns.${'x'.repeat(201)}`,
  ];
  for (const reference of bad) {
    t.throws(() => parseTableReference(reference), { code: 'BAD_TABLE_NAME' }, JSON.stringify(reference));
  }
});
