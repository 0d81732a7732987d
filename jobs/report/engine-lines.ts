import type { SharedCounters } from '../../workers/shared-services.js';
import type { CostReport } from '../run/types.js';
import { formatCount, formatQuantity, formatSeconds, formatShort } from './format.js';

/** `textual: 120 calls (2 refused, 3 tried again), 9,000 texts sent, 500 from the ledger, 1.2 M characters, $0.12` */
export function engineLines(engine: SharedCounters): string[] {
  const parts = Object.keys(engine);
  // The hash of the place in a part's id tells two places of one engine apart.
  const nameOf = (part: string): string => {
    const name = part.replace(/-[0-9a-f]{8}$/, '');
    return parts.some((other) => other !== part && other.startsWith(`${name}-`)) ? part : name;
  };
  return Object.entries(engine).map(([part, counters]) => {
    const of = (name: string): number => counters[name] ?? 0;
    const inBrackets = [
      of('callsRefused') > 0 ? `${formatCount(of('callsRefused'))} refused` : '',
      of('callsFailed') > 0 ? `${formatCount(of('callsFailed'))} failed` : '',
      of('retries') > 0 ? `${formatCount(of('retries'))} tried again` : '',
    ].filter((text) => text !== '');
    const facts = [
      `${formatQuantity(of('calls'), 'call')}${inBrackets.length > 0 ? ` (${inBrackets.join(', ')})` : ''}`,
      of('itemsSent') > 0 ? `${formatQuantity(of('itemsSent'), 'text')} sent` : '',
      of('itemsFromLedger') > 0 ? `${formatCount(of('itemsFromLedger'))} from the ledger` : '',
      of('duplicatesNotSent') > 0 ? `${formatQuantity(of('duplicatesNotSent'), 'duplicate')} not sent` : '',
      of('characters') > 0 ? `${formatShort(of('characters'))} characters` : '',
      of('dollars') > 0 ? formatDollars(of('dollars')) : '',
      of('dollarsOfEarlierAttempts') > 0
        ? `${formatDollars(of('dollarsOfEarlierAttempts'))} in attempts before`
        : '',
    ];
    return `${nameOf(part)}: ${facts.filter((text) => text !== '').join(', ')}`;
  });
}

/** What a column costs at its service, against one call a row. */
export function costLines(cost: CostReport): string[] {
  const { profile } = cost;
  const units =
    cost.units === undefined
      ? ''
      : `, ${formatQuantity(cost.units, 'unit')}${cost.unitsRowByRow === undefined ? '' : ` (one call a row: ${formatCount(cost.unitsRowByRow)})`}`;
  return [
    `${cost.column}: ${formatQuantity(profile.rows, 'text')}, ${formatCount(profile.distinct)} different, to ${cost.destination}`,
    `  ${formatQuantity(cost.requests, 'request')} (one call a row: ${formatCount(cost.requestsRowByRow)}), ${formatShort(cost.characters)} characters${units}`,
    `  ${formatDollars(cost.dollars)} (one call a row: ${formatDollars(cost.dollarsRowByRow)}), ${cost.pricesOf === 'yours' ? 'at your price' : `at the prices of ${cost.pricesOf}`}`,
    ...(cost.seconds === undefined
      ? []
      : [`  ${formatSeconds(cost.seconds)} at the rate that is configured`]),
    ...cost.notes.map((note) => `  ${note}`),
  ];
}

/** `$12.30`, `$0.0042`: cents, and below one as many digits as tell it. */
export function formatDollars(dollars: number): string {
  if (dollars === 0) return '$0';
  return dollars >= 0.1
    ? `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`
    : `$${dollars.toPrecision(2)}`;
}
