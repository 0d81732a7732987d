import fc from 'fast-check';
import t from 'tap';
import { compilePolicy } from '../../../../udfs/policy.js';
import { comprehendCalls } from '../../../../udfs/remote/comprehend/comprehend-calls.js';
import { comprehendEstimate } from '../../../../udfs/remote/comprehend/estimate.js';
import { LIST_PRICE, unitsOfCall } from '../../../../udfs/remote/comprehend/prices.js';
import type { TextProfile } from '../../../../udfs/shared-part.js';
import { countCodePoints } from '../../../../udfs/unicode.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import { startComprehendServer } from './comprehend-server.js';
import { plainDispatcher } from './plain-dispatcher.js';

standInEnvironment();

const REDACT_ALL = compilePolicy({});

function profileOf(rows: readonly string[]): TextProfile {
  const texts = [...new Set(rows)];
  const sum = (of: (text: string) => number, over: readonly string[]): number =>
    over.reduce((total, text) => total + of(text), 0);
  const units = (text: string): number => unitsOfCall(countCodePoints(text));
  return {
    rows: rows.length,
    distinct: texts.length,
    characters: sum(countCodePoints, rows),
    distinctCharacters: sum(countCodePoints, texts),
    distinctBytes: sum((text) => Buffer.byteLength(text), texts),
    unitsOneByOne: sum(units, texts),
    unitsRowByRow: sum(units, rows),
  };
}

t.test('the estimate is what the stand-in bills, within two percent and a call', async (t) => {
  const server = await startComprehendServer({ detect: () => [] });
  const options = engineOptions(server.url, { callsPerSecond: 5 });
  const service = await comprehendCalls(options);
  t.teardown(async () => {
    await service.close();
    await server.close();
  });
  const letters = fc.constantFrom('a', 'é', '€', '😀', ' ');
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1500 }),
      fc.nat(300),
      letters,
      async (count, length, letter) => {
        const texts = Array.from(
          { length: count },
          (_, index) => `${index}:${letter.repeat((length * (index % 7)) >> 2)}`,
        );
        const [calls, units] = [server.calls.length, server.billedUnits()];
        await plainDispatcher(service).dispatch(
          texts.map((text) => ({ text, group: 'en' })),
          new AbortController().signal,
        );
        const estimate = comprehendEstimate(options, REDACT_ALL, profileOf(texts));
        const billed = server.billedUnits() - units;
        t.ok(Math.abs(estimate.units! - billed) <= billed * 0.02 + 3, `${estimate.units} ${billed}`);
        t.ok(Math.abs(estimate.requests - (server.calls.length - calls)) <= 1);
        t.equal(estimate.seconds, estimate.requests / 5);
      },
    ),
    { numRuns: 15 },
  );
});

t.test('joined against one call a row', async (t) => {
  const rows = Array.from({ length: 1000 }, (_, index) => `Row number ${index % 500}`);
  const estimate = comprehendEstimate(engineOptions(undefined), REDACT_ALL, profileOf(rows));
  t.match(estimate, {
    destination: 'https://comprehend.us-east-1.amazonaws.com (Amazon Comprehend, us-east-1)',
    requests: 1,
    requestsRowByRow: 1000,
    unitsRowByRow: 3000,
    pricesOf: LIST_PRICE.asOf,
  });
  t.equal(estimate.seconds, undefined);
  t.ok(estimate.units! < 120, `${estimate.units}`);
  t.equal(estimate.dollarsRowByRow.toFixed(6), '0.300000');
  t.match(estimate.notes.join(' '), /aws\.amazon\.com\/comprehend\/pricing.*quota/);
});

t.test('a price of one’s own, and the slower of two rates', async (t) => {
  const options = engineOptions(undefined, {
    dollarsPerUnit: 1,
    callsPerSecond: 10,
    charactersPerMinute: 60,
  });
  const estimate = comprehendEstimate(options, REDACT_ALL, profileOf(['x'.repeat(600)]));
  t.match(estimate, { requests: 1, pricesOf: 'yours', dollarsRowByRow: 6, seconds: 600, notes: [] });
});

t.test('an empty column costs nothing', async (t) => {
  const { requests, units, dollars } = comprehendEstimate(
    engineOptions(undefined),
    REDACT_ALL,
    profileOf([]),
  );
  t.strictSame([requests, units, dollars], [0, 0, 0]);
});

t.test('labels that the service does not tell apart are named if the policy does', async (t) => {
  const notes = (policy: Parameters<typeof compilePolicy>[0]): string =>
    comprehendEstimate(engineOptions(undefined), compilePolicy(policy), profileOf(['x'])).notes.join('\n');
  t.notMatch(notes({}), /treated/);
  t.match(notes({ generator_config: { DATE_TIME: 'Off' } }), /DATE_TIME .*treated as DOB/);
  t.match(notes({ generator_config: { NAME_FAMILY: 'Synthesis' } }), /NAME .*treated as PERSON/);
});
