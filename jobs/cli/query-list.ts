import type { NamedQuery } from '../../sql/named-queries.js';

/** What `lakeveil query --list` prints: each named query, what it answers and what it takes. */
export function queryList(queries: readonly NamedQuery[], bold: (text: string) => string): string {
  return queries
    .map(({ name, summary, details, parameters }) => {
      const width = Math.max(...parameters.map((one) => one.name.length));
      const lines = parameters.map((one) => {
        const value = one.default === undefined ? '' : ` (default: ${one.default})`;
        return `    --param ${`${one.name}=…`.padEnd(width + 2)}  ${one.description}${value}`;
      });
      return [bold(name), `  ${summary}`, ...(details === '' ? [] : [`  ${details}`]), ...lines, ''].join(
        '\n',
      );
    })
    .join('\n');
}
