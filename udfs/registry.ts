import { identity } from './identity.js';
import { redact } from './redact.js';
import { redactJson } from './redact-json.js';
import { token, tokenInt64 } from './token.js';
import type { Udf } from './udf.js';

const BUILT_IN: ReadonlyMap<string, Udf> = new Map(
  [redact, redactJson, token, tokenInt64, identity].map((udf) => [udf.name, udf as Udf]),
);

export function builtinUdf(name: string): Udf | undefined {
  return BUILT_IN.get(name);
}

export const BUILTIN_UDF_NAMES: readonly string[] = [...BUILT_IN.keys()];
