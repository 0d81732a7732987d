/** Writers spell one path as `file:/x`, `file:///x` or `/x`, and S3 as `s3`, `s3a` or `s3n`: the form to compare by. */
export function comparablePath(path: string): string {
  if (path.startsWith('file:')) return path.replace(/^file:(?:\/\/localhost(?=\/))?\/*/, '/');
  return path.replace(/^s3[an]:\/\//, 's3://');
}

/** The same in DuckDB. */
export const comparablePathSql = (expression: string): string =>
  `regexp_replace(regexp_replace(regexp_replace(${expression}, '^file://localhost/', 'file:/'), '^file:/*', '/'), '^s3[an]://', 's3://')`;
