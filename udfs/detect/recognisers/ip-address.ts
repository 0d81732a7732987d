import { isIPv6 } from 'node:net';
import type { Recogniser } from '../recogniser.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const V4 = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/y;
const V6 = /[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}/iy;

/** IPv4 with octets up to 255; IPv6 in all its written forms (RFC 4291). */
export const ipAddress: Recogniser = {
  name: 'ip-address',
  recognise(view, _turns, sink) {
    const { text } = view;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (text[view.end[token]!] !== '.' || text[start - 1] === '.' || isWordAt(text, start - 1)) continue;
      const end = matchAt(V4, text, start);
      if (end < 0 || isDigitAt(text, end) || (text[end] === '.' && isDigitAt(text, end + 1))) continue;
      if (
        text
          .slice(start, end)
          .split('.')
          .every((octet) => Number(octet) <= 255)
      )
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
      const trimmed = text[end - 1] === ':' && text[end - 2] !== ':' ? end - 1 : end;
      const found = text.slice(start, trimmed);
      if (found.length > 3 && /\d/.test(found) && isIPv6(found)) sink.add(start, trimmed, 'IP_ADDRESS', 0.95);
    }
  },
};
