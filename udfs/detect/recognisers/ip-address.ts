import { isIPv6 } from 'node:net';
import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { contextOf, cueBefore, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const V4 = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/y;
const NETWORK = /\/\d{1,3}(?![\d/.])/y;
const V6 = /[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:\.\d{1,3}){0,3}/iy;
const ZONE = /%[A-Za-z0-9._-]{1,20}/y;
const VERSIONS = cueSet(Cue.VERSION);

/** IPv4 with octets up to 255; IPv6 in all its written forms (RFC 4291), with zone and prefix length. */
export const ipAddress: Recogniser = {
  name: 'ip-address',
  recognise(view, _turns, sink) {
    const { text } = view;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (text[view.end[token]!] !== '.' || text[start - 1] === '.' || isWordAt(text, start - 1)) continue;
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      let end = matchAt(V4, text, start);
      if (end < 0 || isWordAt(text, end) || (text[end] === '.' && isDigitAt(text, end + 1))) continue;
      const right = text
        .slice(start, end)
        .split('.')
        .every((octet) => Number(octet) <= 255);
      if (!right) continue;
      const network = matchAt(NETWORK, text, end);
      if (network > 0 && Number(text.slice(end + 1, network)) <= 32) end = network;
      // "version 1.2.3.4" has small parts; an address seldom has.
      const version = cueBefore(contextOf(view), token, VERSIONS, 3) > 0;
      if (version && /^\d{1,2}(?:\.\d{1,2}){3}$/.test(text.slice(start, end))) continue;
      sink.add(start, end, 'IP_ADDRESS', 0.95);
    }
    let covered = -1;
    for (const colon of view.colon) {
      let start = view.start[colon]!;
      for (let back = 0; back < 4 && isWordAt(text, start - 1); back++) start--;
      if (start < covered || isWordAt(text, start - 1) || text[start - 1] === ':') continue;
      const end = matchAt(V6, text, start);
      if (end < 0 || isWordAt(text, end)) continue;
      covered = end;
      let trimmed = text[end - 1] === ':' && text[end - 2] !== ':' ? end - 1 : end;
      const found = text.slice(start, trimmed);
      if (found.length < 3 || !isIPv6(found) || (!/\d/.test(found) && !/^[0-9a-f:]{9,}$/i.test(found))) {
        // "::1" without its colons would be "std::"; the shortest has a digit.
        continue;
      }
      const zone = matchAt(ZONE, text, trimmed);
      if (zone > 0) {
        trimmed = zone;
        while (text[trimmed - 1] === '.') trimmed--;
      }
      const network = matchAt(NETWORK, text, trimmed);
      if (network > 0 && Number(text.slice(trimmed + 1, network)) <= 128) trimmed = network;
      sink.add(start, trimmed, 'IP_ADDRESS', 0.95);
    }
  },
};
