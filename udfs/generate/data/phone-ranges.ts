/**
 * Numbers that regulators keep for fiction, by country calling code: national digits without the trunk 0, `x` for any
 * digit. A pattern stands in for originals of as many digits that begin as `for` says.
 *
 * Sources: NANPA, 555 line numbers 0100–0199 (ATIS-0300115), written out in phone.ts; Ofcom, "Telephone numbers for use
 * in TV and radio drama programmes"; ACMA, "Phone numbers for use in TV shows, films and creative works"; ARCEP, décision
 * 2018-0881 modifiée, article 2.5.12; ComReg, National Numbering Conventions (020 91x); Bundesnetzagentur, Mitteilung
 * 148/2021 (Rufnummern für Medienproduktionen); PTS, telefonnummer för film och böcker.
 */
export interface FictionalRange {
  readonly for: RegExp;
  readonly patterns: readonly string[];
}

export const FICTIONAL_RANGES: Readonly<Record<string, readonly FictionalRange[]>> = {
  44: [
    { for: /^7\d{9}$/, patterns: ['7700900xxx'] },
    { for: /^2\d{9}$/, patterns: ['2079460xxx', '2896496xxx', '2920180xxx'] },
    {
      for: /^1(?:1\d|\d1)\d{7}$/,
      patterns: [
        '1134960xxx',
        '1144960xxx',
        '1154960xxx',
        '1164960xxx',
        '1174960xxx',
        '1184960xxx',
        '1214960xxx',
        '1314960xxx',
        '1414960xxx',
        '1514960xxx',
        '1614960xxx',
        '1914980xxx',
      ],
    },
    { for: /^8\d{9}$/, patterns: ['8081570xxx'] },
    { for: /^9\d{9}$/, patterns: ['9098790xxx'] },
    { for: /^3\d{9}$/, patterns: ['3069990xxx'] },
    { for: /^\d{10}$/, patterns: ['1632960xxx'] },
  ],
  61: [
    {
      for: /^4\d{8}$/,
      patterns: [
        '491570006',
        '491570110',
        '491570156',
        '491570157',
        '491570158',
        '491570159',
        '491570313',
        '491570737',
        '491571266',
        '491571491',
        '491571804',
        '491572549',
        '491572665',
        '491572983',
        '491573087',
        '491573770',
        '491574118',
        '491574632',
        '491575254',
        '491575789',
        '491576398',
        '491576801',
        '491577426',
        '491577644',
        '491578148',
        '491578888',
        '491578957',
        '491579212',
        '491579455',
        '491579760',
      ],
    },
    {
      for: /^\d{9}$/,
      patterns: [
        '25550xxxx',
        '27010xxxx',
        '35550xxxx',
        '37010xxxx',
        '75550xxxx',
        '77010xxxx',
        '85550xxxx',
        '87010xxxx',
      ],
    },
  ],
  33: [
    { for: /^[67]\d{8}$/, patterns: ['63998xxxx'] },
    { for: /^\d{9}$/, patterns: ['19900xxxx', '26191xxxx', '35301xxxx', '46571xxxx', '53649xxxx'] },
  ],
  353: [{ for: /^\d{9}$/, patterns: ['2091xxxxx'] }],
  49: [
    { for: /^1\d{9}$/, patterns: ['17139200xx'] },
    { for: /^1\d{10}$/, patterns: ['176040690xx'] },
    { for: /^\d{10}$/, patterns: ['3023125xxx', '6990009xxx', '4066969xxx', '2214710xxx', '8999998xxx'] },
  ],
  46: [
    {
      for: /^7\d{8}$/,
      patterns: [
        '70174061x',
        '70174062x',
        '70174063x',
        '70174064x',
        '70174065x',
        '70174066x',
        '70174067x',
        '70174068x',
        '70174069x',
      ],
    },
    { for: /^\d{9}$/, patterns: ['3139006xx', '4062804xx', '8465004xx', '9803192xx'] },
  ],
};

/** Country calling codes of one and two digits (ITU-T E.164); all others have three. */
export const SHORT_CALLING_CODES: ReadonlySet<string> = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);
