/** Numbers for people; the same in every locale, so that what is printed can be compared. */

/** `1,234,567` */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `5 rows`, `1 row` */
export function formatQuantity(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** Decimal units, as disks are sold: `999 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  return `${scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'])}`;
}

/** `812 k`, `45.2 M`: a count where digits do not matter. */
export function formatShort(value: number): string {
  return scaled(value, ['', 'k', 'M', 'G', 'T', 'P']).trim();
}

function scaled(value: number, units: readonly string[]): string {
  let unit = 0;
  let rest = value;
  // 999.5 would be shown as 1000.
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? Math.round(rest).toString() : rest >= 99.95 ? rest.toFixed(0) : rest.toFixed(1);
  return `${digits} ${units[unit]}`;
}

/** `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `2026-01-31 12:00:05 UTC` */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
