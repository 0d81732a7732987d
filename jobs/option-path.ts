import { LakeveilError } from '../errors.js';

/** Paths into a job's options, as `--set` takes them: `limits.maxFailedRows`, `columns["a.b"].options`. */
export function parseOptionPath(text: string): string[] {
  const parts: string[] = [];
  const token = /\.?([^.[\]"=\s]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw badPath(text);
    parts.push(match[1] ?? match[3] ?? (JSON.parse(`"${match[2]}"`) as string));
  }
  // Keys that would reach into every object's prototype.
  if (parts.length === 0 || parts.some((part) => ['__proto__', 'prototype', 'constructor'].includes(part))) {
    throw badPath(text);
  }
  return parts;
}

/** `path=value`; the value is JSON, or else the text itself. */
export function parseAssignment(text: string): { path: string[]; value: unknown } {
  // A quoted part may hold an equals sign.
  const match = /^((?:[^="[]|\["(?:[^"\\]|\\.)*"\]|\[\d+\])+)=([\s\S]*)$/.exec(text);
  if (match === null) {
    throw new LakeveilError(
      'BAD_USAGE',
      'Nothing was run: --set takes path.to.option=value, e.g. --set limits.maxFailedRows=10.',
    );
  }
  return { path: parseOptionPath(match[1]!.trim()), value: parseValue(match[2]!) };
}

/** A copy of `target` with `value` at `path`; null removes. Objects on the way are made where absent. */
export function withOption(target: unknown, path: readonly string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(target) && /^\d+$/.test(part)) {
    const copy: unknown[] = [...target];
    copy[Number(part)] = withOption(copy[Number(part)], rest, value);
    return copy;
  }
  const copy: Record<string, unknown> = isPlainObject(target) ? { ...target } : {};
  if (rest.length === 0 && value === null) delete copy[part];
  else copy[part] = withOption(Object.hasOwn(copy, part) ? copy[part] : undefined, rest, value);
  return copy;
}

export function optionAt(target: unknown, path: readonly string[]): unknown {
  let here = target;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string, unknown>)[part];
  }
  return here;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function badPath(text: string): LakeveilError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new LakeveilError(
    'BAD_USAGE',
    `Nothing was run: "${shown}" is not an option path. Write it like limits.maxFailedRows.`,
  );
}
