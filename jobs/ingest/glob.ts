/** Whether a name has characters of a glob. */
export const isGlob = (name: string): boolean => /[*?[]/.test(name);

/** What stands before the first glob character, up to its last slash: `s3://b/p/` of `s3://b/p/x*.csv`. */
export function globFolder(pattern: string): string {
  const fixed = pattern.slice(0, pattern.search(/[*?[]/));
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}

/**
 * A glob as DuckDB takes it for local files: `*` and `?` within a folder, `**` for any number of folders, `[a-c]`,
 * `[!a]`. All else stands for itself. (`?` is one character here, and one byte there.)
 */
export function globPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const set = /^\[(!?)(\]?[^\]/]+|\])\]/.exec(rest);
    const whole = /^\*\*(\/|$)/.exec(rest);
    if (whole !== null && /(?:^|\/)$/.test(pattern.slice(0, at))) {
      source += whole[1] === '/' ? '(?:[^/]+/)*' : '[^]+';
      at += whole[0].length - 1;
    } else if (rest.startsWith('*')) {
      // One or several stars that are no folder of their own.
      source += '[^/]*';
    } else if (rest.startsWith('?')) {
      source += '[^/]';
    } else if (set !== null) {
      source += `[${set[1] === '' ? '' : '^/'}${members(set[2]!)}]`;
      at += set[0].length - 1;
    } else {
      const character = String.fromCodePoint(pattern.codePointAt(at)!);
      source += escaped(character);
      at += character.length - 1;
    }
  }
  return new RegExp(`^${source}$`, 'u');
}

/** What a set holds, for a class of a regular expression. A range like `z-a` holds nothing. */
function members(set: string): string {
  const characters = [...set];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const [first, dash, last] = characters.slice(at, at + 3) as [string, string?, string?];
    if (dash !== '-' || last === undefined) {
      source += escaped(first);
      continue;
    }
    if (first.codePointAt(0)! <= last.codePointAt(0)!) source += `${escaped(first)}-${escaped(last)}`;
    at += 2;
  }
  return source;
}

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;
