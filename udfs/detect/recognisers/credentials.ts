import type { Recogniser } from '../recogniser.js';
import { Gap, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';

const VALUE = /[^\s,;"'\u2019\u201d<>]{3,64}/y;
const PASSWORD = new Set(['password', 'passcode', 'passphrase', 'pwd', 'passwd', 'pw']);
const USERNAME = new Set(['username', 'login', 'userid', 'handle', 'screenname', 'user']);
const LINKS = new Set(['is', 'was', '=', ':', 'as']);
const HANDLE = /@[A-Za-z0-9_](?:[A-Za-z0-9_.]{1,29})/y;

/** Passwords and user names that follow their word ("password is …", "username: …"), and @handles. */
export const credentials: Recogniser = {
  name: 'credentials',
  recognise(view, turns, sink) {
    const { text } = view;
    for (let token = 0; token + 1 < view.count; token++) {
      if (view.kind[token] !== TokenKind.WORD) continue;
      const word = view.lower[token]!;
      const password = PASSWORD.has(word);
      const username =
        !password &&
        (USERNAME.has(word) ||
          (word === 'name' && token > 0 && view.lower[token - 1] === 'user') ||
          (word === 'id' && token > 0 && view.lower[token - 1] === 'user'));
      if (!password && !username) continue;
      let next = token + 1;
      if (!LINKS.has(view.lower[next]!)) {
        // "username spetrova": a word that no list has.
        const worded = view.kind[next] === TokenKind.WORD || view.kind[next] === TokenKind.CODE;
        const unknown = worded && view.flags[next] === 0 && view.lower[next]!.length > 3;
        if (word === 'username' && unknown && view.gap[next] === Gap.SPACE)
          sink.add(view.start[next]!, view.end[next]!, 'USERNAME', 0.7);
        continue;
      }
      while (
        next < view.count &&
        next - token < 5 &&
        (LINKS.has(view.lower[next]!) ||
          ('"\'\u2018\u201c'.includes(view.lower[next]!) && view.lower[next] !== ''))
      )
        next++;
      if (next >= view.count || view.gap[next] === Gap.LINE) continue;
      let value = view.start[next]!;
      const quoted = '"\'\u2018\u201c'.includes(text[value - 1] ?? ' ');
      VALUE.lastIndex = value;
      if (!VALUE.test(text)) continue;
      let end = VALUE.lastIndex;
      while (
        end > value &&
        '.?!:)'.includes(text[end - 1]!) &&
        (password ? '.?:)'.includes(text[end - 1]!) : true)
      )
        end--;
      if (text[value] === '(') value++;
      const found = text.slice(value, end);
      const ordinary = /^[a-z']+$/.test(found) && (view.flags[next]! & 48) !== 0;
      if (found.length < 3 || (ordinary && !quoted)) continue;
      if (password && /^\d+$/.test(found)) sink.add(value, end, 'NUMERIC_PII', 0.9);
      sink.add(value, end, password ? 'PASSWORD' : 'USERNAME', password ? 0.88 : 0.85);
    }
    for (const at of view.at) {
      const start = view.start[at]!;
      if (start > 0 && /[\p{L}\p{N}._-]/u.test(text[start - 1]!)) continue;
      HANDLE.lastIndex = start;
      if (!HANDLE.test(text)) continue;
      let end = HANDLE.lastIndex;
      while (text[end - 1] === '.') end--;
      if (/[A-Za-z]/.test(text.slice(start, end))) sink.add(start, end, 'USERNAME', 0.7);
    }
    for (const turn of turns.list) {
      if ((turn.answers & Asked.USERNAME) === 0) continue;
      for (let token = turn.body; token < turn.end; token++) {
        const coded = view.kind[token] === TokenKind.CODE;
        const dotted =
          view.kind[token] === TokenKind.WORD &&
          token + 1 < view.count &&
          view.gap[token + 1] === Gap.NONE &&
          /[_.-]/.test(view.lower[token + 1]!);
        if (!coded && !dotted) continue;
        VALUE.lastIndex = view.start[token]!;
        if (!VALUE.test(text)) continue;
        let end = VALUE.lastIndex;
        while ('.?!'.includes(text[end - 1]!)) end--;
        if (/[\d_.-]/.test(text.slice(view.start[token]!, end)))
          sink.add(view.start[token]!, end, 'USERNAME', 0.6);
        while (token + 1 < turn.end && view.start[token + 1]! < end) token++;
      }
    }
  },
};
