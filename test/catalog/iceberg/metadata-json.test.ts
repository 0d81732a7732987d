import { gzipSync } from 'node:zlib';
import t from 'tap';
import { parseTableMetadata, serializeTableMetadata } from '../../../catalog/iceberg/metadata-json.js';

const AT = '/w/t/metadata/v1.metadata.json';

/** As in the spec's appendix C, with ids beyond 2^53. */
const V2 = `{
  "format-version": 2, "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c1", "location": "file:/w/t/",
  "last-sequence-number": 34, "last-updated-ms": 1602638573590, "last-column-id": 7,
  "schemas": [
    {"type":"struct","schema-id":0,"fields":[{"id":1,"name":"x","required":true,"type":"long"}]},
    {"type":"struct","schema-id":1,"identifier-field-ids":[1],"fields":[
      {"id":1,"name":"x","required":true,"type":"long","doc":"the key"},
      {"id":2,"name":"l","required":false,"type":{"type":"list","element-id":3,"element":"decimal(9, 2)","element-required":false}},
      {"id":4,"name":"m","required":false,"type":{"type":"map","key-id":5,"key":"string","value-id":6,"value":{"type":"struct","fields":[
        {"id":7,"name":"f","required":false,"type":"fixed[16]"}]},"value-required":false}}]}],
  "current-schema-id": 1,
  "partition-specs": [{"spec-id":0,"fields":[{"name":"x","transform":"identity","source-id":1,"field-id":1000}]}],
  "default-spec-id": 0, "last-partition-id": 1000,
  "sort-orders": [{"order-id":3,"fields":[{"transform":"bucket[4]","source-id":1,"direction":"desc","null-order":"nulls-last"}]}],
  "default-sort-order-id": 3, "properties": {"read.split.target.size": "134217728"},
  "current-snapshot-id": 3055729675574597004,
  "snapshots": [
    {"snapshot-id": 3051729675574597004, "timestamp-ms": 1515100955770, "sequence-number": 0, "summary": {"operation": "append"}, "manifest-list": "s3://a/b/1.avro"},
    {"snapshot-id": 3055729675574597004, "parent-snapshot-id": 3051729675574597004, "timestamp-ms": 1555100955770, "sequence-number": 1, "summary": {"operation": "append"}, "manifest-list": "s3://a/b/2.avro", "schema-id": 1}],
  "snapshot-log": [{"snapshot-id": 3051729675574597004, "timestamp-ms": 1515100955770}, {"snapshot-id": 3055729675574597004, "timestamp-ms": 1555100955770}],
  "metadata-log": [{"metadata-file": "s3://a/b/v1.json", "timestamp-ms": 1515100000000}],
  "statistics": [{"snapshot-id": 3055729675574597004, "statistics-path": "s3://a/b/stats.puffin"}],
  "refs": {"main": {"snapshot-id": 3055729675574597004, "type": "branch"}, "test": {"snapshot-id": 3051729675574597004, "type": "tag", "max-ref-age-ms": 10000000}}
}`;

const V1 = `{
  "format-version": 1, "table-uuid": null, "location": "/w/t", "last-updated-ms": 1602638573874, "last-column-id": 3,
  "schema": {"type":"struct","fields":[{"id":1,"name":"x","required":true,"type":"long"},{"id":2,"name":"y","required":true,"type":"string"}]},
  "partition-spec": [{"name":"x","transform":"identity","source-id":1},{"name":"y_b","transform":"bucket[3]","source-id":2}],
  "properties": {}, "current-snapshot-id": 1925,
  "snapshots": [{"snapshot-id": 1925, "timestamp-ms": 1602638573822, "manifests": ["/w/t/m0.avro"]}]
}`;

type Json = Record<string, unknown>;
/** V2 with ids that JSON.parse can hold. */
const small = (change: (file: Json) => void): string => {
  const file = JSON.parse(
    V2.replaceAll('3051729675574597004', '11').replaceAll('3055729675574597004', '12'),
  ) as Json;
  change(file);
  return JSON.stringify(file);
};

await t.test('version 2', async (t) => {
  const metadata = parseTableMetadata(V2, AT);
  t.equal(metadata['current-snapshot-id'], 3055729675574597004n);
  t.equal(metadata.snapshots[1]!['parent-snapshot-id'], 3051729675574597004n);
  t.equal(metadata.refs['test']!['snapshot-id'], 3051729675574597004n);
  t.equal(metadata.location, 'file:/w/t');
  t.same(parseTableMetadata(serializeTableMetadata(metadata), AT), metadata, 'comes back as it went');
  t.match(
    serializeTableMetadata(metadata),
    '"statistics":[{"snapshot-id":3055729675574597004',
    'what we do not know stays',
  );
  t.same(parseTableMetadata(Buffer.from(V2), AT), metadata);
  t.same(parseTableMetadata(gzipSync(V2), '/w/t/metadata/v1.gz.metadata.json'), metadata);
});

await t.test('version 1 in the shape of version 2', async (t) => {
  const metadata = parseTableMetadata(V1, AT);
  t.equal(metadata['format-version'], 1);
  t.match(metadata['table-uuid'], /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(
    metadata['table-uuid'],
    parseTableMetadata(V1, '/elsewhere')['table-uuid'],
    'the same at each load',
  );
  t.equal(metadata.schemas.length, 1);
  t.equal(metadata['current-schema-id'], 0);
  t.same(metadata['partition-specs'], [
    {
      'spec-id': 0,
      fields: [
        { 'source-id': 1, 'field-id': 1000, name: 'x', transform: 'identity' },
        { 'source-id': 2, 'field-id': 1001, name: 'y_b', transform: 'bucket[3]' },
      ],
    },
  ]);
  t.equal(metadata['last-partition-id'], 1001);
  t.same(metadata.refs, { main: { 'snapshot-id': 1925n, type: 'branch' } });
  t.equal(metadata.snapshots[0]!['sequence-number'], 0);
  t.same(metadata['sort-orders'], [{ 'order-id': 0, fields: [] }]);
  const again = serializeTableMetadata(metadata);
  t.match(again, '"partition-spec":[{', 'written with the singletons that readers of version 1 want');
  t.same(parseTableMetadata(again, AT), metadata);
});

await t.test('a table without snapshots', async (t) => {
  const empty = small((file) => {
    file['current-snapshot-id'] = -1;
    file['snapshots'] = [];
    file['refs'] = {};
  });
  const metadata = parseTableMetadata(empty, AT);
  t.notOk('current-snapshot-id' in metadata);
  t.match(serializeTableMetadata(metadata), '"current-snapshot-id":-1');
  const absent = small((file) => {
    delete file['current-snapshot-id'];
    file['snapshots'] = null;
    delete file['refs'];
  });
  t.same(parseTableMetadata(absent, AT).snapshots, []);
});

await t.test('refused by name', async (t) => {
  const cases: [string, string][] = [
    ['format version 4', small((file) => Object.assign(file, { 'format-version': 4 }))],
    ['format version 9', '{"format-version": 9, "everything": "else differs"}'],
    ['encryption', small((file) => Object.assign(file, { 'encryption-keys': [{ 'key-id': 'k' }] }))],
    ['encryption', small((file) => Object.assign(file, { properties: { 'encryption.key-id': 'k' } }))],
    ['"variant"', typed('variant')],
    ['"geometry"', typed('geometry(srid:4326)')],
    ['"unknown"', typed('unknown')],
    ['"decimal"', typed('decimal(77,2)')],
    ['"variant"', typed({ type: 'list', 'element-id': 30, element: 'variant', 'element-required': true })],
    [
      'several columns',
      small((file) => {
        file['partition-specs'] = [
          {
            'spec-id': 0,
            fields: [{ 'source-ids': [1, 2], 'field-id': 1000, name: 'b', transform: 'bucket[4]' }],
          },
        ];
      }),
    ],
  ];
  for (const [feature, text] of cases) {
    t.throws(
      () => parseTableMetadata(text, AT),
      { code: 'UNSUPPORTED_FEATURE', message: new RegExp(feature) },
      feature,
    );
  }
});

function typed(type: unknown): string {
  return small((file) => {
    (file['schemas'] as Json[])[1]!['fields'] = [{ id: 1, name: 'x', required: true, type }];
  });
}

await t.test('corrupt, with the location and without the content', async (t) => {
  const cases: [string, string | Uint8Array][] = [
    ['empty', ''],
    ['truncated', V2.slice(0, -40)],
    ['not an object', '[]'],
    ['gzip cut off', gzipSync(V2).subarray(0, 100)],
    [
      'not UTF-8',
      Buffer.concat([Buffer.from('{"location":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    ],
    ['a fractional id', small((file) => Object.assign(file, { 'current-snapshot-id': 1.5 }))],
    ['no schemas', small((file) => Object.assign(file, { schemas: [] }))],
    ['schemas of the wrong type', small((file) => Object.assign(file, { schemas: 'Ann Smith' }))],
    ['no such current schema', small((file) => Object.assign(file, { 'current-schema-id': 7 }))],
    ['no such default spec', small((file) => Object.assign(file, { 'default-spec-id': 7 }))],
    ['no such sort order', small((file) => Object.assign(file, { 'default-sort-order-id': 7 }))],
    [
      'a ref to no snapshot',
      small((file) => Object.assign(file, { refs: { main: { 'snapshot-id': 99, type: 'branch' } } })),
    ],
    ['no current snapshot though there is main', small((file) => delete file['current-snapshot-id'])],
    [
      'a current snapshot other than main',
      small((file) => Object.assign(file, { 'current-snapshot-id': 11 })),
    ],
    ['no location', small((file) => delete file['location'])],
  ];
  for (const [name, text] of cases) {
    const error = t.throws(
      () => parseTableMetadata(text, AT),
      { code: 'CORRUPT_METADATA', message: AT },
      name,
    );
    t.notMatch(String((error as unknown as Error)?.stack), 'Ann Smith');
  }
});

await t.test('50 MB of metadata', async (t) => {
  const snapshots = Array.from(
    { length: 60_000 },
    (_, i) =>
      `{"snapshot-id":${7_000_000_000_000_000_000n + BigInt(i)},"timestamp-ms":${1_500_000_000_000 + i},"sequence-number":${i},"summary":{"operation":"append","spark.app.id":"local-1","added-data-files":"1","added-records":"1000","total-records":"${i}","padding":"${'x'.repeat(500)}"},"manifest-list":"/w/t/metadata/snap-${i}.avro","schema-id":1}`,
  );
  const text = V2.replace(
    /"snapshots": \[[\s\S]*?\],\s*"snapshot-log": \[.*?\]/,
    `"snapshots":[${snapshots}],"snapshot-log":[]`,
  ).replaceAll(/305[15]729675574597004/g, '7000000000000000007');
  t.ok(text.length > 45_000_000, `${text.length} bytes`);
  const start = performance.now();
  const metadata = parseTableMetadata(Buffer.from(text), AT);
  const parsed = performance.now();
  const written = serializeTableMetadata(metadata);
  t.comment(
    `read in ${Math.round(parsed - start)} ms, written in ${Math.round(performance.now() - parsed)} ms`,
  );
  t.equal(metadata.snapshots.length, 60_000);
  t.equal(metadata.snapshots[59_999]!['snapshot-id'], 7000000000000059999n);
  t.ok(written.includes('7000000000000059999'));
  t.ok(parsed - start < 10_000, 'in seconds');
});
