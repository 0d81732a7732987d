import fc from 'fast-check';
import t from 'tap';
import { checkEntities, decodeAnswer, encodeAnswer } from '../../../../udfs/remote/comprehend/answer.js';

const RIGHT = { BeginOffset: 2, EndOffset: 5, Score: 0.75, Type: 'NAME' };

t.test('an answer that is right', async (t) => {
  t.strictSame(checkEntities([RIGHT], 5), [{ begin: 2, end: 5, type: 'NAME', score: 0.75 }]);
  t.strictSame(checkEntities([], 5), []);
  t.match(checkEntities([{ ...RIGHT, Type: 'FUTURE_TYPE_2' }], 5), [{ type: 'FUTURE_TYPE_2' }]);
  t.match(checkEntities([{ ...RIGHT, Score: 1.0000001 }], 5), [{ score: 1 }]);
});

const WRONG: Readonly<Record<string, unknown>> = {
  'no list': undefined,
  'an object': { 0: RIGHT },
  'an entity that is none': [null],
  'a begin before the text': [{ ...RIGHT, BeginOffset: -1 }],
  'an end after the text': [{ ...RIGHT, EndOffset: 6 }],
  'an end at its begin': [{ ...RIGHT, EndOffset: 2 }],
  'an end before its begin': [{ ...RIGHT, EndOffset: 1 }],
  'half a code point': [{ ...RIGHT, BeginOffset: 2.5 }],
  'an offset as text': [{ ...RIGHT, BeginOffset: '2' }],
  'no offset': [{ ...RIGHT, EndOffset: undefined }],
  'no score': [{ ...RIGHT, Score: undefined }],
  'a score as text': [{ ...RIGHT, Score: '0.75' }],
  'a score that is no number': [{ ...RIGHT, Score: Number.NaN }],
  'a score above one': [{ ...RIGHT, Score: 1.5 }],
  'a score below zero': [{ ...RIGHT, Score: -0.1 }],
  'no type': [{ ...RIGHT, Type: undefined }],
  'a type that is none': [{ ...RIGHT, Type: 'Maria Lopez' }],
  'more entities than characters': Array.from({ length: 6 }, () => RIGHT),
  'one that is wrong among right ones': [RIGHT, { ...RIGHT, EndOffset: 9 }],
};

for (const [name, answered] of Object.entries(WRONG))
  t.test(`${name} is not trusted`, async (t) => t.equal(checkEntities(answered, 5), undefined));

const entity = fc.record({
  start: fc.nat(1_000_000),
  length: fc.integer({ min: 1, max: 5000 }),
  type: fc.constantFrom('NAME', 'SSN', 'FUTURE_TYPE'),
  score: fc.double({ min: 0, max: 1, noNaN: true }).map((score) => score + 0),
});

t.test('an answer comes back from the ledger as it was', async () => {
  fc.assert(
    fc.property(fc.array(entity), (entities) => {
      const answer = entities.map(({ start, length, type, score }) => ({
        start,
        end: start + length,
        type,
        score: score === 0 ? 0 : score,
      }));
      return JSON.stringify(decodeAnswer(encodeAnswer(answer))) === JSON.stringify(answer);
    }),
  );
});

t.test('what is no answer is none', async (t) => {
  const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  t.same(decodeAnswer(bytes([1, []])), []);
  for (const damaged of [
    Buffer.from([0xff, 0x00]),
    Buffer.alloc(0),
    bytes({}),
    bytes([2, []]),
    bytes([1, [0, 5, 'NAME']]),
    bytes([1, [-1, 5, 'NAME', 1]]),
    bytes([1, [0, 0, 'NAME', 1]]),
    bytes([1, [0, 5, 'name', 1]]),
    bytes([1, [0, 5, 'NAME', 2]]),
    bytes([1, [0, 5, 'NAME', null]]),
  ])
    t.equal(decodeAnswer(damaged), undefined);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (random) => {
      decodeAnswer(random);
    }),
  );
});
