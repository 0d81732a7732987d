import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { isWordAt, matchAt } from './match-at.js';

const REST = /[^\s<>"'`\u201c\u201d\u2018\u2019{}|\\^]{1,2000}/y;
const HOST =
  /[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:com|net|org|edu|gov|mil|io|co|us|uk|ca|de|fr|info|biz|app|dev|ai|me|tv|ly|eu|au|in|shop|store|site|online|xyz|tech|health|bank)(?![a-z0-9-])(?::\d{1,5})?(?:\/[^\s<>"'`\u201c\u201d\u2018\u2019{}|\\^]{0,2000})?/iy;
const SCHEMES = new Set(['http', 'https', 'ftp', 'ftps', 'sftp', 'file', 's3', 'ws', 'wss']);

/** Addresses with a scheme, with `www.`, or with a well-known top-level domain. */
export const url: Recogniser = {
  name: 'url',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const colon of view.colon) {
      const start = colon > 0 ? view.start[colon - 1]! : 0;
      if (
        colon === 0 ||
        start < covered ||
        !SCHEMES.has(view.lower[colon - 1]!) ||
        text.slice(view.end[colon]!, view.end[colon]! + 2) !== '//'
      )
        continue;
      const end = trimEnd(text, matchAt(REST, text, view.end[colon]! + 2));
      if (end > view.end[colon]! + 2) {
        sink.add(start, end, 'URL', 0.99);
        covered = end;
      }
    }
    covered = 0;
    for (let token = 0; token + 2 < view.count; token++) {
      // A dot glued between two tokens is the only place where a bare host can be.
      if (
        view.kind[token] === TokenKind.MARK ||
        view.gap[token + 1] !== 0 ||
        view.gap[token + 2] !== 0 ||
        view.lower[token + 1] !== '.'
      )
        continue;
      const start = view.start[token]!;
      if (start < covered || text[start - 1] === '@' || text[start - 1] === '.' || isWordAt(text, start - 1))
        continue;
      const end = trimEnd(text, matchAt(HOST, text, start));
      if (end < 0 || text[end] === '@') continue;
      sink.add(start, end, 'URL', view.lower[token] === 'www' ? 0.95 : 0.7);
      covered = end;
    }
  },
};

/** Punctuation that closes a sentence is not part of the address. */
function trimEnd(text: string, end: number): number {
  while (end > 0 && '.,;:!?)]'.includes(text[end - 1]!)) end--;
  return end;
}
