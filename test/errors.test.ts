import fc from 'fast-check';
import t from 'tap';
import { fromPlainError, LakeveilError, toPlainError } from '../errors.js';

t.test('a foreign error loses its message, its stack and its causes', async (t) => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), (text) => {
      const secret = `Zyx${text}Zyx`;
      const thrown = [
        new TypeError(secret, { cause: secret }),
        Object.assign(new Error(secret), { details: { secret }, code: secret, retryable: secret }),
        secret,
        { message: secret, code: secret, name: secret },
      ];
      return thrown.every((error) => !JSON.stringify(toPlainError(error)).includes('Zyx'));
    }),
  );
  t.match(toPlainError(new TypeError('Zyx')), {
    code: 'INTERNAL',
    retryable: false,
    details: { class: 'TypeError' },
  });
  for (const nothing of [undefined, null, 0]) t.equal(toPlainError(nothing).code, 'INTERNAL');
});

t.test("a foreign error's code is passed on only if the system or Node made it", async (t) => {
  const said = (code: string): string =>
    JSON.stringify(toPlainError(Object.assign(new Error('x'), { code })));
  for (const code of ['EACCES', 'EMFILE', 'ERR_WORKER_OUT_OF_MEMORY']) t.match(said(code), code);
  for (const code of ['EMILY', 'ELIZABETH', 'E4111111111111111', '4111111111111111', 'Maria']) {
    t.notMatch(said(code), code);
  }
});

t.test('a class name that is no name is not passed on', async (t) => {
  const error = Object.assign(new Error('x'), { constructor: { name: 'Maria Lopez' } });
  t.notMatch(JSON.stringify(toPlainError(error)), 'Maria');
});

t.test('a full disk has a code of its own', async (t) => {
  t.match(toPlainError(Object.assign(new Error('x'), { code: 'ENOSPC' })), { code: 'DISK_FULL' });
});

t.test('our own errors cross as they are', async (t) => {
  const error = new LakeveilError('RUN_ACTIVE', 'Nothing was done.', {
    retryable: true,
    details: { pid: 3 },
  });
  const crossed = fromPlainError(structuredClone(toPlainError(error)));
  t.match(crossed, {
    code: 'RUN_ACTIVE',
    message: 'Nothing was done.',
    retryable: true,
    details: { pid: 3 },
  });
  t.ok(crossed instanceof LakeveilError);
});
