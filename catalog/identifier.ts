import { LakeveilError } from '../errors.js';
import type { TableIdentifier } from './catalog.js';

/** `a.b.table` */
export function formatIdentifier(identifier: TableIdentifier): string {
  return [...identifier.namespace, identifier.name].join('.');
}

/**
 * `ns.table`, `a.b.table`, each optionally followed by `@` and a snapshot id, branch, tag or ISO time.
 * Throws BAD_TABLE_NAME.
 */
export function parseTableReference(reference: string): { identifier: TableIdentifier; selector?: string } {
  const at = reference.indexOf('@');
  const path = at < 0 ? reference : reference.slice(0, at);
  const selector = at < 0 ? undefined : reference.slice(at + 1);
  if (selector === '') {
    throw badName(
      'nothing follows the "@". Give a snapshot id, a branch, a tag or a time, or leave the "@" out.',
    );
  }
  const levels = path.split('.');
  const name = levels.pop()!;
  if (levels.length === 0) {
    throw badName('a table is named with its namespace, as in "support.call_transcripts".');
  }
  const identifier = { namespace: levels, name };
  checkIdentifier(identifier);
  return selector === undefined ? { identifier } : { identifier, selector };
}

/** Throws BAD_TABLE_NAME for names that no catalog takes: empty, with a dot in front, with `/`, `\` or control characters. */
export function checkIdentifier(identifier: TableIdentifier): void {
  checkNamespace(identifier.namespace);
  checkName(identifier.name);
}

/** Throws BAD_TABLE_NAME. */
export function checkNamespace(namespace: readonly string[]): void {
  if (namespace.length === 0) throw badName('it has no namespace. Write it as "support.call_transcripts".');
  for (const level of namespace) checkName(level);
}

function checkName(name: string): void {
  if (name === '') throw badName('a part of it is empty. Write it as "support.call_transcripts".');
  if (name.startsWith('.')) throw badName('a part of it begins with a dot.');
  if (/[/\\\p{Cc}]/u.test(name))
    throw badName('a part of it holds a slash, a backslash or a control character.');
  if (name !== name.trim()) throw badName('a part of it begins or ends with a space.');
  if (/\p{Cs}/u.test(name)) throw badName('a part of it is not valid Unicode.');
  if (Buffer.byteLength(name) > 200) throw badName('a part of it is longer than 200 bytes.');
}

function badName(why: string): LakeveilError {
  return new LakeveilError('BAD_TABLE_NAME', `Nothing was done: the table name is not usable: ${why}`);
}
