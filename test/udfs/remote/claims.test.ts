import t from 'tap';
import { LedgerIndex } from '../../../udfs/remote/ledger-index.js';
import { Claims } from '../../../udfs/remote/shared-claims.js';
import {
  type ClaimReply,
  ID_BYTES,
  ITEM_ANOTHERS,
  ITEM_ANSWERED,
  ITEM_FAILED,
  ITEM_YOURS,
} from '../../../udfs/remote/shared-messages.js';

const idsOf = (...names: readonly number[]): Uint8Array => {
  const ids = new Uint8Array(names.length * ID_BYTES);
  names.forEach((name, i) => {
    ids.fill(name, i * ID_BYTES, (i + 1) * ID_BYTES);
  });
  return ids;
};

const statesOf = ({ states }: ClaimReply): number[] => [...states];

/** What a promise settled with by the end of this turn of the event loop. */
async function soon(promise: Promise<ClaimReply>): Promise<number[] | string> {
  const later = new Promise<string>((resolve) => setImmediate(() => resolve('waits')));
  return Promise.race([promise.then(statesOf, (error) => error.code as string), later]);
}

t.test('what a holder gives up becomes the next one’s, in the order in which they came', async (t) => {
  const claims = new Claims(new LedgerIndex());
  t.same(statesOf(claims.claim('a', idsOf(1, 2))), [ITEM_YOURS, ITEM_YOURS]);
  t.same(statesOf(claims.claim('b', idsOf(1, 3))), [ITEM_ANOTHERS, ITEM_YOURS]);
  const b = claims.wait('b', idsOf(1));
  const c = claims.wait('c', idsOf(1, 2));
  t.equal(await soon(b), 'waits');
  claims.abandon('a');
  t.same(await soon(b), [ITEM_YOURS]);
  t.same(await soon(c), [ITEM_ANOTHERS, ITEM_YOURS]);
  const d = claims.wait('d', idsOf(2));
  claims.abandon('d');
  t.equal(await soon(d), 'INTERRUPTED', 'who waits is told so');
});

t.test('an answer or a failure ends the waiting of all', async (t) => {
  const index = new LedgerIndex();
  const claims = new Claims(index);
  claims.claim('a', idsOf(1, 2));
  const [b, c] = [claims.wait('b', idsOf(1, 2)), claims.wait('c', idsOf(1))];
  index.set(idsOf(1), { file: 1, offset: 0, length: 1 });
  claims.answered(idsOf(1));
  t.equal(await soon(b), 'waits');
  t.same(await soon(c), [ITEM_ANSWERED]);
  claims.failed(idsOf(2), ['REMOTE_REFUSED']);
  t.same(await soon(b), [ITEM_ANSWERED, ITEM_FAILED]);
  t.same((await b).codes, ['REMOTE_REFUSED']);
});

t.test('an answer that can’t be read is forgotten, and no other in its stead', async (t) => {
  const damaged = { file: 1, offset: 100, length: 10 };
  for (const elsewhere of [{ file: 2 }, { offset: 200 }, { length: 11 }]) {
    const index = new LedgerIndex();
    const claims = new Claims(index);
    const places = Float64Array.from([1, 100, 10]);
    index.set(idsOf(1), damaged);
    t.same(statesOf(claims.claim('a', idsOf(1))), [ITEM_ANSWERED]);
    t.same(statesOf(claims.claim('b', idsOf(1))), [ITEM_ANSWERED]);
    t.same(statesOf(claims.reclaim('a', idsOf(1), places)), [ITEM_YOURS]);
    const good = { ...damaged, ...elsewhere };
    index.set(idsOf(1), good);
    claims.answered(idsOf(1));
    // The second to find the damage comes late.
    const reply = claims.reclaim('b', idsOf(1), places);
    t.same(statesOf(reply), [ITEM_ANSWERED]);
    t.same([...reply.places], [good.file, good.offset, good.length]);
  }
});
