/**
 * A text without its letters and digits: `Jane's PIN, 4711` is `Xxxx'x XXX, 9999`. Capitals are `X`, other letters and
 * marks `x`, digits `9`; ASCII punctuation and blanks stay, any other character is `·`. One character a code point.
 */
export function textShape(text: string): string {
  let shape = '';
  for (const character of text) {
    if (/\p{Lu}|\p{Lt}/u.test(character)) shape += 'X';
    else if (/[\p{L}\p{M}]/u.test(character)) shape += 'x';
    else if (/\p{N}/u.test(character)) shape += '9';
    else if (/\s/.test(character)) shape += ' ';
    else shape += /[!-~]/.test(character) ? character : '·';
  }
  return shape;
}
