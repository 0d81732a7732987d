import avro from 'avsc';
import t from 'tap';
import type { AvroSchema } from '../../../catalog/avro/avro-schema.js';
import { type AvroHeader, readAvroBlocks } from '../../../catalog/avro/container-reader.js';
import { AvroContainerWriter } from '../../../catalog/avro/container-writer.js';
import { fieldIdType } from '../../../catalog/avro/field-id-type.js';
import { readChunks } from '../../../catalog/avro/read-chunks.js';
import { snappyDecompress } from '../../../catalog/avro/snappy.js';
import { localFileIO } from '../../../catalog/file-io/local.js';

const SCHEMA = {
  type: 'record',
  name: 'r',
  fields: [
    { name: 'n', type: 'long', 'field-id': 7 },
    { name: 's', type: 'string' },
  ],
};
const TYPE = avro.Type.forSchema(SCHEMA as avro.Schema);

function container(count: number): { bytes: Buffer; records: unknown[] } {
  const writer = new AvroContainerWriter(SCHEMA, TYPE, { 'some-key': 'some välue' });
  const records = Array.from({ length: count }, (_, n) => ({ n, s: `text ${n} ${'x'.repeat(n % 97)}` }));
  for (const record of records) writer.append(record);
  return { bytes: writer.finish(), records };
}

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

await t.test('blocks come the same however the bytes are chunked', async (t) => {
  const { bytes, records } = container(5000);
  for (const size of [1, 13, 4096, 1_000_000]) {
    const found: unknown[] = [];
    let blocks = 0;
    let header: AvroHeader | undefined;
    const type = (given: AvroHeader) => {
      header = given;
      return TYPE;
    };
    for await (const block of readAvroBlocks(chunked(bytes, size), type)) {
      blocks++;
      found.push(...block);
    }
    t.equal(JSON.stringify(found), JSON.stringify(records));
    t.ok(blocks > 2, `${blocks} blocks`);
    t.equal(header?.metadata['some-key'], 'some välue');
    t.same(header?.schema, SCHEMA, 'field ids are in the header');
  }
});

await t.test("avsc's own decoder reads what we write", async (t) => {
  const { bytes, records } = container(300);
  const { Readable } = await import('node:stream');
  const found: unknown[] = [];
  for await (const record of Readable.from([bytes]).pipe(new avro.streams.BlockDecoder())) found.push(record);
  t.equal(JSON.stringify(found), JSON.stringify(records));
});

await t.test('a container without records', async (t) => {
  const { bytes } = container(0);
  for await (const _ of readAvroBlocks(chunked(bytes, 10), () => TYPE)) t.fail('no block');
  t.pass();
});

await t.test('large files are asked for in pieces, small ones whole', async (t) => {
  const asked: unknown[] = [];
  const io = {
    ...localFileIO(),
    read: async (_: string, range?: { start: number; end: number }) => {
      asked.push(range);
      return Buffer.alloc(range === undefined ? 5 : range.end - range.start);
    },
  };
  let total = 0;
  for await (const chunk of readChunks(io, '/x', 18_000_000)) total += chunk.length;
  t.equal(total, 18_000_000);
  t.equal(asked.length, 5);
  asked.length = 0;
  for await (const _ of readChunks(io, '/x', 1000)) t.same(asked, [undefined]);
});

await t.test('a count of more items than there are bytes is damage, found at once', async (t) => {
  const list = {
    type: 'record',
    name: 'r',
    fields: [{ name: 'a', type: { type: 'array', items: 'long' }, 'field-id': 1 }],
  };
  const type = fieldIdType(list as AvroSchema, () => false);
  const writer = new AvroContainerWriter(
    list as AvroSchema,
    avro.Type.forSchema({ type: 'record', name: 'r', fields: [{ name: 'n', type: 'long' }] }),
    {},
  );
  writer.append({ n: 4_000_000_000 });
  const read = async () => {
    for await (const _ of readAvroBlocks(chunked(writer.finish(), 1000), () => type)) t.fail('no block');
  };
  await t.rejects(read(), { message: /damaged/ });
  const header = Buffer.concat([
    Buffer.from('Obj\x01'),
    avro.Type.forSchema('long').toBuffer(4_000_000_000),
    Buffer.alloc(50),
  ]);
  await t.rejects(
    async () => {
      for await (const _ of readAvroBlocks(chunked(header, 1000), () => type)) t.fail('no block');
    },
    { message: /truncated/ },
  );
});

await t.test('a block that ends in another sync marker is damaged', async (t) => {
  const { bytes } = container(10);
  bytes[bytes.length - 1]! ^= 1;
  await t.rejects(
    async () => {
      for await (const _ of readAvroBlocks(chunked(bytes, 1000), () => TYPE)) t.fail('no block');
    },
    { message: /damaged/ },
  );
});

await t.test('snappy', async (t) => {
  const hex = (text: string) => Buffer.from(text, 'hex');
  // By hand from the format description: literals, copies with 1, 2 and 4 byte offsets, a copy that overlaps itself.
  t.equal(snappyDecompress(hex('050048656c6c6f'.replace('0500', '0510'))).toString(), 'Hello');
  t.equal(snappyDecompress(hex('0a00611501')).toString(), 'a'.repeat(10));
  t.equal(snappyDecompress(hex('080c616263640e0400')).toString(), 'abcdabcd');
  t.equal(snappyDecompress(hex('080c616263640f04000000')).toString(), 'abcdabcd');
  t.equal(snappyDecompress(hex('00')).length, 0);
  for (const bad of [
    '',
    'ffffffffffff',
    '0510',
    '051048656c',
    '0a00611502',
    '0a00611500',
    '0200',
    '01006100',
    'ff7f0061',
  ]) {
    t.throws(() => snappyDecompress(hex(bad)), RangeError, bad);
  }
});
