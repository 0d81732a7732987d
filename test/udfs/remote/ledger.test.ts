import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { ChargeLog } from '../../../udfs/remote/ledger-charges.js';
import {
  indexLedgerFile,
  LedgerReader,
  LedgerWriter,
  ledgerFileName,
} from '../../../udfs/remote/ledger-files.js';
import { LedgerIndex } from '../../../udfs/remote/ledger-index.js';
import { LedgerKeys, openAnswer, sealAnswer } from '../../../udfs/remote/ledger-keys.js';
import { privateFolder } from '../../private-folder.js';

const runKey = Buffer.alloc(32, 3);
const keys = new LedgerKeys(runKey, 'service 1');
const itemOf = (text: string, group = ''): { text: string; group: string } => ({ text, group });

async function written(folder: string, texts: readonly string[]): Promise<Buffer> {
  const writer = new LedgerWriter(folder, 1);
  for (const text of texts) {
    const key = keys.of(itemOf(text));
    await writer.append([{ id: key.id, body: sealAnswer(key, Buffer.from(`<${text}>`)) }]);
  }
  await writer.close();
  return readFileSync(join(folder, ledgerFileName(1)));
}

async function read(folder: string, text: string): Promise<string | undefined> {
  const index = new LedgerIndex();
  await indexLedgerFile(folder, 1, index);
  const key = keys.of(itemOf(text));
  const place = index.get(key.id);
  if (place === undefined) return undefined;
  const reader = new LedgerReader(folder);
  const sealed = reader.read(place.file, place.offset, place.length);
  reader.close();
  return sealed === undefined ? undefined : openAnswer(key, sealed)?.toString();
}

t.test('what is written is read, by whoever has the key and the text', async (t) => {
  const folder = t.testdir();
  const bytes = await written(folder, ['Maria Lopez', 'b', '']);
  t.equal(await read(folder, 'Maria Lopez'), '<Maria Lopez>');
  t.equal(await read(folder, ''), '<>');
  t.equal(await read(folder, 'c'), undefined);
  t.notOk(bytes.includes('Maria'), 'no text in it');
  t.notOk(bytes.includes(runKey.subarray(0, 8)));
  t.equal(statSync(join(folder, ledgerFileName(1))).mode & 0o777, 0o600);
  await t.rejects(new LedgerWriter(folder, 1).append([]), { code: 'FILE_IO' }, 'never written over');
});

t.test('a file that is torn at any byte gives whole records, and nothing else', async (t) => {
  const folder = t.testdir();
  const texts = ['one', 'two', 'three'];
  const bytes = await written(folder, texts);
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    at += 24 + bytes.readUInt32LE(at);
    ends.push(at);
  }
  t.equal(ends.length, 3);
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(join(folder, ledgerFileName(1)), bytes.subarray(0, length));
    const index = new LedgerIndex();
    await indexLedgerFile(folder, 1, index);
    const whole = ends.filter((end) => end <= length).length;
    if (index.size !== whole) t.equal(index.size, whole, `torn at ${length}`);
    // A page that never came to the disk.
    writeFileSync(
      join(folder, ledgerFileName(1)),
      Buffer.concat([bytes.subarray(0, length), Buffer.alloc(bytes.length - length + 64)]),
    );
    const holed = new LedgerIndex();
    await indexLedgerFile(folder, 1, holed);
    if (holed.size !== whole) t.equal(holed.size, whole, `zeros from ${length}`);
  }
  t.equal(await read(folder, 'three'), '<three>');
});

t.test('a byte that changed is no answer, and never another one', async (t) => {
  const folder = t.testdir();
  const bytes = await written(folder, ['one', 'two']);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1 << (at % 8);
    writeFileSync(join(folder, ledgerFileName(1)), damaged);
    for (const text of ['one', 'two']) {
      const answer = await read(folder, text);
      if (answer !== undefined && answer !== `<${text}>`) t.fail(`${at}: ${answer}`);
    }
    t.equal(await read(folder, at < bytes.length / 2 ? 'one' : 'two'), undefined);
  }
});

t.test('the seal alone holds, should a checksum come out right by chance', (t) => {
  const key = keys.of(itemOf('one'));
  const sealed = sealAnswer(key, Buffer.from('answer'));
  t.equal(openAnswer(key, sealed)?.toString(), 'answer');
  for (let at = 0; at < sealed.length; at++) {
    const damaged = Buffer.from(sealed);
    damaged[at]! ^= 1;
    t.equal(openAnswer(key, damaged), undefined);
    t.equal(openAnswer(key, sealed.subarray(0, at)), undefined);
  }
  t.equal(openAnswer(keys.of(itemOf('two')), sealed), undefined);
  t.equal(openAnswer({ ...key, id: keys.of(itemOf('two')).id }, sealed), undefined, 'bound to its id');
  t.end();
});

t.test('different items, groups, identities and keys have different ids', (t) => {
  const ids = new Set<string>();
  let count = 0;
  for (const key of [runKey, Buffer.alloc(32, 4)]) {
    for (const identity of ['', 'a', 'ab']) {
      const derived = new LedgerKeys(key, identity);
      for (const group of ['', 'b', 'bc', 'c']) {
        for (const text of ['', 'b', 'c', 'bc', '\ud800', '\ufffd']) {
          ids.add(derived.of({ text, group }).id.toString('hex'));
          count++;
        }
      }
    }
  }
  t.equal(ids.size, count);
  t.end();
});

t.test('the index answers as a map does', (t) => {
  const id = (n: number): Uint8Array => {
    const bytes = new Uint8Array(16);
    // Few first words, so that slots collide.
    new DataView(bytes.buffer).setUint32(0, n % 7, true);
    new DataView(bytes.buffer).setUint32(12, n, true);
    return bytes;
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(2), fc.nat(2 ** 48)), { maxLength: 200 }), (steps) => {
      const index = new LedgerIndex();
      const map = new Map<number, object>();
      for (const [n, step, offset] of steps) {
        const place = { file: n, length: n + 1, offset };
        if (step === 0) {
          index.delete(id(n));
          map.delete(n);
        } else {
          index.set(id(n), place);
          map.set(n, place);
        }
        if (index.size !== map.size) return false;
      }
      return Array.from({ length: 61 }, (_, n) => n).every(
        (n) => JSON.stringify(index.get(id(n))) === JSON.stringify(map.get(n)),
      );
    }),
  );
  t.end();
});

t.test('a million items take less than 100 MB', (t) => {
  const before = process.memoryUsage().arrayBuffers;
  const index = new LedgerIndex();
  const id = Buffer.alloc(16);
  for (let i = 0; i < 1_000_000; i++) {
    id.writeUInt32LE(Math.imul(i, 0x9e3779b1) >>> 0, 0);
    id.writeUInt32LE(i, 4);
    index.set(id, { file: 1, offset: i * 100, length: 100 });
  }
  t.equal(index.size, 1_000_000);
  t.same(index.get(id), { file: 1, offset: 99_999_900, length: 100 });
  // Tables that were outgrown may not have been collected yet.
  t.ok(process.memoryUsage().arrayBuffers - before < 100e6);
  t.end();
});

t.test('what was spent is known after a kill at any byte, and never less', async (t) => {
  const parent = t.testdir();
  const folder = await privateFolder(parent, 'c');
  const log = await ChargeLog.open(folder);
  t.equal(log.before, 0);
  const sums = [0];
  for (const amount of [0.5, 0.25, -0.25, 1, 0]) {
    log.charge(amount);
    if (amount !== 0) sums.push(sums.at(-1)! + amount);
  }
  log.close();
  const name = readdirSync(folder)[0]!;
  const bytes = readFileSync(join(folder, name));
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(join(folder, name), bytes.subarray(0, length));
    const { before } = await ChargeLog.open(folder);
    t.equal(before, sums[Math.floor(length / 12)]);
  }
  const second = await ChargeLog.open(folder);
  second.charge(2);
  second.close();
  t.equal((await ChargeLog.open(folder)).before, 3.5);
});
