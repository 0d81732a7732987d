import { formatBytes } from '../report/format.js';

const MEGABYTE = 1e6;
const TERABYTE = 1e12;
const LEAST_MEGABYTES = 10;

/**
 * What a query is billed, in dollars: whole megabytes, ten at least (https://aws.amazon.com/athena/pricing/). Statements
 * that scan no data (DDL, SHOW, DESCRIBE) are free. Decimal units, so that the bill is never more than this.
 */
export function athenaCost(
  bytes: number,
  statementType: string | undefined,
  dollarsPerTerabyte: number,
): number {
  if (statementType === 'DDL' || statementType === 'UTILITY') return 0;
  const megabytes = Math.max(LEAST_MEGABYTES, Math.ceil(bytes / MEGABYTE));
  return (megabytes * MEGABYTE * dollarsPerTerabyte) / TERABYTE;
}

/** `1.2 GB scanned, $0.0062`: rounded up. */
export function costText(bytes: number, dollars: number): string {
  const digits = dollars >= 1 ? 2 : dollars >= 0.01 ? 3 : 5;
  const shown = Math.ceil(dollars * 10 ** digits - 1e-6) / 10 ** digits;
  return `${formatBytes(bytes)} scanned, $${shown.toFixed(digits)}`;
}
