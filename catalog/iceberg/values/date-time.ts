/** Proleptic Gregorian calendar arithmetic on days and micro- or nanoseconds since 1970-01-01, without `Date` (whose range and zone rules differ). */

export interface CivilDate {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
}

const daysPerEra = 146_097;

export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468; // from 0000-03-01
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function daysFromCivil({ year, month, day }: CivilDate): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - 719_468;
}

/** Division that rounds towards minus infinity, as dates before 1970 need. */
export function floorDiv(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor !== 0n && value < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

/** ISO 8601: `2017-11-16`; years outside 0–9999 with a sign and six digits, `+010000-01-01`. */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const shownYear =
    year >= 0 && year <= 9999
      ? String(year).padStart(4, '0')
      : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
  return `${shownYear}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Days since 1970-01-01, or undefined if the text is not an ISO date that exists. */
export function parseDate(text: string): number | undefined {
  const match = /^([+-]?\d{4,7})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const parsed = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const days = daysFromCivil(parsed);
  const back = civilFromDays(days);
  return back.year === parsed.year && back.month === parsed.month && back.day === parsed.day
    ? days
    : undefined;
}

/** Time of day; `digits` is 6 for microseconds, 9 for nanoseconds. */
export function formatTime(units: bigint, digits: 6 | 9): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(units / perSecond);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(units % perSecond).padStart(digits, '0')}`;
}

/** Units since midnight, or undefined. Fractions finer than `digits` are refused (undefined) rather than rounded. */
export function parseTime(text: string, digits: 6 | 9): bigint | undefined {
  const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? '0')];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fraction = (match[4] ?? '').padEnd(9, '0');
  if (digits === 6 && !fraction.endsWith('000')) return undefined;
  const perSecond = 10n ** BigInt(digits);
  return BigInt(hours * 3600 + minutes * 60 + seconds) * perSecond + BigInt(fraction.slice(0, digits));
}

export function formatTimestamp(units: bigint, digits: 6 | 9, zoned: boolean): string {
  const perDay = 86_400n * 10n ** BigInt(digits);
  const days = floorDiv(units, perDay);
  return `${formatDate(Number(days))}T${formatTime(units - days * perDay, digits)}${zoned ? '+00:00' : ''}`;
}

/**
 * Units since 1970-01-01T00:00 (UTC if the text has an offset), or undefined. `zone` says whether an offset (`Z`,
 * `+01:00`, `+01`) must or must not be there.
 */
export function parseTimestamp(
  text: string,
  digits: 6 | 9,
  zone: 'required' | 'forbidden',
): bigint | undefined {
  const match =
    /^([+-]?\d{4,7}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const offset = match[3];
  if ((offset === undefined) !== (zone === 'forbidden')) return undefined;
  const days = parseDate(match[1]!);
  const time = parseTime(match[2]!, digits);
  if (days === undefined || time === undefined) return undefined;
  const perSecond = 10n ** BigInt(digits);
  let offsetSeconds = 0;
  if (offset !== undefined && offset !== 'Z') {
    const hours = Number(offset.slice(1, 3));
    const minutes = Number(offset.slice(3).replace(':', '') || '0');
    offsetSeconds = (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
  }
  return BigInt(days) * 86_400n * perSecond + time - BigInt(offsetSeconds) * perSecond;
}
