/**
 * Milliseconds of a Retry-After header, in seconds or as an HTTP-date (RFC 9110, 10.2.3); undefined if it is neither. A
 * date that is past is 0.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const trimmed = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^[A-Za-z]{3,9},? /.test(trimmed)) return undefined;
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
