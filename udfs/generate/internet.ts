import { replaceCharacters } from './characters.js';
import { pick } from './draw.js';
import type { Generator } from './generator.js';

const HOSTS = ['example.com', 'example.org', 'example.net'];
/** Reserved for documentation (RFC 5737, RFC 3849). */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113'];

/** A reserved host; what follows it keeps its length and joints. */
export const url: Generator = (value, context) => {
  const draw = context.draw('url', value);
  const [, scheme = '', rest = ''] = /^([a-z0-9]+:\/\/)?(?:[^/?#]*)(.*)$/is.exec(value) ?? [];
  return `${scheme}${pick(draw, HOSTS)}${rest === '' ? '' : replaceCharacters(rest, draw)}`;
};

export const ipAddress: Generator = (value, context) => {
  const draw = context.draw('ip', value.toLowerCase());
  if (!value.includes(':')) return `${pick(draw, NETWORKS)}.${1 + draw.below(254)}`;
  return `2001:db8::${draw.below(65536).toString(16)}:${draw.below(65536).toString(16)}`;
};

export const username: Generator = (value, context) => {
  const draw = context.draw('username', value.toLowerCase());
  return replaceCharacters(value, draw);
};
