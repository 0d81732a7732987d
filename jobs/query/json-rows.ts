/**
 * A line of JSON as DuckDB's `to_json` writes it, made valid: DuckDB writes numbers that JSON lacks (NaN, Infinity) bare;
 * here they are strings. Integers keep all their digits.
 */
export function validJson(line: string): string {
  if (!/NaN|[Ii]nf/.test(line)) return line;
  return line.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|nan|Infinity|inf)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
