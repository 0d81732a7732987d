/** Month names by language, small letters, January first. */
export const MONTH_NAMES: Readonly<Record<string, readonly string[]>> = {
  en: 'january february march april may june july august september october november december'.split(' '),
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  de: 'januar februar märz april mai juni juli august september oktober november dezember'.split(' '),
  it: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(
    ' ',
  ),
  pt: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' '),
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
};

export interface Month {
  /** 0 … 11 */
  readonly index: number;
  readonly language: string;
  /** Written with its first three letters. */
  readonly short: boolean;
}

const KNOWN = new Map<string, Month>();
for (const [language, names] of Object.entries(MONTH_NAMES))
  for (const [index, name] of names.entries()) {
    if (!KNOWN.has(name)) KNOWN.set(name, { index, language, short: false });
    if (language === 'en' && name.length > 3) KNOWN.set(name.slice(0, 3), { index, language, short: true });
  }
KNOWN.set('sept', { index: 8, language: 'en', short: true });

/** The month that a word names, English first. */
export function monthOf(word: string): Month | undefined {
  return KNOWN.get(word.toLowerCase());
}
