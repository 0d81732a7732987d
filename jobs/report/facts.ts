/** Names and values under each other: `  rows    5 read, 5 written`. Values may have several lines. */
export function facts(
  entries: readonly (readonly [name: string, value: string | readonly string[] | undefined])[],
): string {
  const shown = entries.filter(([, value]) => value !== undefined && value.length > 0);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => {
      const lines = typeof value === 'string' ? [value] : (value ?? []);
      return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(width)}  ${line}\n`).join('');
    })
    .join('');
}

/** `NAME_GIVEN 12, PHONE_NUMBER 3`: most frequent first, in lines of about `width` characters. */
export function countsByName(counts: Readonly<Record<string, number>>, width = 90): string[] {
  const parts = Object.entries(counts)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= width)
      lines[lines.length - 1] = `${last}, ${part}`;
    else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(part);
    }
  }
  return lines;
}
