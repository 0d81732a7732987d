import type { Recogniser } from '../recogniser.js';

const LOCAL = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}(?:\.[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}){1,8}/uy;

/** `local@domain.tld` (RFC 5321 lengths). */
export const email: Recogniser = {
  name: 'email',
  recognise(view, _turns, sink) {
    const { text } = view;
    for (const at of view.at) {
      const sign = view.start[at]!;
      let start = sign;
      // Back to the `@` before at most, so all of these look-backs together are linear.
      while (start > 0 && LOCAL.test(text[start - 1]!)) start--;
      // A local part does not begin with punctuation: "(mailto:x@…", "'x@…", "/x@…".
      while (start < sign && !/[\p{L}\p{N}_+]/u.test(text[start]!)) start++;
      if (start === sign) continue;
      DOMAIN.lastIndex = sign + 1;
      const domain = DOMAIN.exec(text);
      if (domain !== null) {
        let end = DOMAIN.lastIndex;
        if (text[end - 1] === '-') end--;
        const top = text.slice(text.lastIndexOf('.', end - 1) + 1, end);
        sink.add(start, end, 'EMAIL_ADDRESS', /^\p{L}[\p{L}\p{M}\p{N}-]+$/u.test(top) ? 0.99 : 0.6);
        continue;
      }
      if (/^[\p{L}\p{N}][\p{L}\p{N}-]{2,}/u.test(text.slice(sign + 1, sign + 20))) {
        // user@host without a dot: an address all the same, of an intranet or cut off.
        const host = /[\p{L}\p{N}-]{1,63}/uy;
        host.lastIndex = sign + 1;
        if (host.test(text)) sink.add(start, host.lastIndex, 'EMAIL_ADDRESS', 0.6);
      }
    }
  },
};
