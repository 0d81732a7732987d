import { replaceCharacters, replaceCode } from './characters.js';
import { newDomain } from './domain.js';
import type { Draw } from './draw.js';
import { pick } from './draw.js';
import type { Generator } from './generator.js';
import { newHandle } from './handle.js';
import { inCaseOf } from './letter-case.js';
import { UNIT_WORDS, UNITS } from './number-words.js';

/** Reserved for documentation (RFC 5737). */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113'];

/**
 * A reserved host; "www", port, path and query keep their shape, and so do the ending of a file's name and the page
 * names that every site has.
 */
export const url: Generator = (value, context) => {
  const draw = context.draw('url', value);
  if (/\s/.test(value) && !value.includes('://'))
    return spokenUrl(value, newDomain(spokenHost(value), context), draw);
  const [, scheme = '', host = '', port = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?(?:[^@/?#]*@)?([^/?#:]*)(:\d+)?(.*)$/is.exec(value) ?? [];
  const www = /^www\./i.exec(host)?.[0] ?? '';
  return `${scheme}${www}${inCaseOf(host, newDomain(host.slice(www.length), context))}${port}${newPath(rest, draw)}`;
};

const PAGES = new Set(
  'index home login signin account accounts user users profile settings search help about contact products product orders order cart checkout support docs api blog news images img static assets files download view edit en us id page ref utm source'.split(
    ' ',
  ),
);

function newPath(path: string, draw: Draw): string {
  return path.replace(/[\p{L}\p{M}\p{N}]+/gu, (word, at: number) => {
    if (PAGES.has(word.toLowerCase())) return word;
    if (
      path[at - 1] === '.' &&
      /^(?:html?|php|aspx?|jsp|pdf|png|jpe?g|gif|svg|css|js|json|xml|docx?|xlsx?|zip|txt)$/i.test(word)
    )
      return word;
    return replaceCharacters(word, draw);
  });
}

function spokenHost(value: string): string {
  return value
    .toLowerCase()
    .replace(/\s{0,4}\bdot\b\s{0,4}/g, '.')
    .replace(/\s{0,4}\bslash\b.*$/, '')
    .replace(/\s+/g, '');
}

/** "www dot acme dot com slash help" */
function spokenUrl(value: string, host: string, draw: Draw): string {
  const www = /^\s*(?:www|w w w|double u double u double u)\s+dot\s+/i.exec(value)?.[0] ?? '';
  const slash = /\s{1,4}slash\s.*$/is.exec(value)?.[0] ?? '';
  const path = slash.replace(/\p{L}+/gu, (word) =>
    /^(?:slash|dash|dot|underscore)$/i.test(word) || PAGES.has(word.toLowerCase())
      ? word
      : replaceCharacters(word, draw),
  );
  return www + inCaseOf(value, host.replaceAll('.', ' dot ')) + path;
}

/** Addresses for documentation (RFC 5737; RFC 3849 for IPv6), locally administered hardware addresses. */
export const ipAddress: Generator = (value, context) => {
  const draw = context.draw('ip', value.toLowerCase());
  if (isHardwareAddress(value)) return hardwareAddress(value, draw);
  const suffix = /(?:%[\w.]+)?(?:\/\d{1,3})?$/.exec(value)?.[0] ?? '';
  const address = value.slice(0, value.length - suffix.length);
  if (/[a-z]{2}/i.test(address) && !address.includes(':')) return spokenAddress(value, draw);
  if (/^[^:]*\.[^:]*(?::\d+)?$/.test(address)) {
    const port = /:\d+$/.exec(address)?.[0] ?? '';
    return `${pick(draw, NETWORKS)}.${1 + draw.below(254)}${port}${suffix}`;
  }
  const groups = Array.from({ length: address.includes('::') ? 3 : 6 }, () =>
    draw.below(0x1_0000).toString(16),
  );
  const fresh = address.includes('::') ? `2001:db8::${groups.join(':')}` : `2001:db8:${groups.join(':')}`;
  return inCaseOf(/[a-f]/i.test(address) ? address : 'aa', fresh) + suffix;
};

/** "one ninety two dot one sixty eight dot one dot one": each number by digits. */
function spokenAddress(value: string, draw: Draw): string {
  const words = `${pick(draw, NETWORKS)}.${1 + draw.below(254)}`
    .split('.')
    .map((part) => [...part].map((digit) => UNIT_WORDS[Number(digit)]!).join(' '))
    .join(' dot ');
  return /\b(?:dot|point)\b/i.test(value) || [...UNITS.keys()].some((word) => value.includes(word))
    ? inCaseOf(value, words)
    : replaceCode(value, draw);
}

export function isHardwareAddress(value: string): boolean {
  return /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(value);
}

/** The locally administered bit is set (IEEE 802), so no maker gave it out. */
export function hardwareAddress(value: string, draw: Draw): string {
  let at = 0;
  return value.replace(/[0-9a-f]{2}/gi, (pair) => {
    const byte = at++ === 0 ? (draw.below(64) << 2) | 2 : draw.below(256);
    const hex = byte.toString(16).padStart(2, '0');
    return pair === pair.toUpperCase() && /[A-F]/.test(value) ? hex.toUpperCase() : hex;
  });
}

/** Follows the new names of people, as mailboxes do. */
export const username: Generator = (value, context) => {
  if (/\s/.test(value)) return replaceCode(value, context.draw('username', value.toLowerCase()));
  return newHandle(value, context);
};
