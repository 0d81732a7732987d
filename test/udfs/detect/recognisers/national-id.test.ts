import fc from 'fast-check';
import t from 'tap';
import { luhn, mod11_10, verhoeff } from '../../../../udfs/detect/recognisers/check-digits.js';
import { fits } from '../../../../udfs/detect/recognisers/national-id/format.js';
import { ID_FORMATS, nationalId } from '../../../../udfs/detect/recognisers/national-id/national-id.js';
import { foundBy } from './found-by.js';

const found = foundBy([nationalId]);

/** Made to fit each format's published rule; by name of the format, right ones and what is wrong by one character. */
const CASES: Readonly<Record<string, { right: readonly string[]; wrong?: readonly string[] }>> = {
  'GB NHS number': { right: ['943 476 5919', '943-476-5919'], wrong: ['943 476 5918', '943 476 591'] },
  'GB National Insurance number': {
    right: ['AB 12 34 56 C', 'AB123456C', 'ab123456c'],
    wrong: ['BG123456C', 'AB123456E', 'AB12345C'],
  },
  'ES NIF': { right: ['12345678Z', '12345678-Z', '12.345.678-Z'], wrong: ['12345678A', '1234567Z'] },
  'ES NIE': { right: ['X1234567L', 'X-1234567-L'], wrong: ['X1234567M'] },
  'ES CIF': { right: ['A58818501'], wrong: ['A58818502'] },
  'IT codice fiscale': {
    right: ['RSSMRA85T10A562S', 'RSS MRA 85T10 A562S'],
    wrong: ['RSSMRA85T10A562T', 'RSSMRA85T10A562'],
  },
  'PL PESEL': { right: ['44051401359'], wrong: ['44051401358', '44991401359'] },
  'DE Steuer-ID': { right: ['86095742719', '86 095 742 719'], wrong: ['86 095 742 718'] },
  'DE Rentenversicherungsnummer': { right: ['65 170839 J 003', '65170839J003'], wrong: ['65 170839 J 004'] },
  'FR NIR': { right: ['2 55 08 14 168 025 38', '255081416802538'], wrong: ['2 55 08 14 168 025 39'] },
  'NL BSN': { right: ['1112.22.333', '111222333'], wrong: ['1112.22.334'] },
  'BE rijksregisternummer': { right: ['85.07.30-033.28', '85073003328'], wrong: ['85.07.30-033.29'] },
  'SE personnummer': { right: ['811218-9876', '19811218-9876'], wrong: ['811218-9875', '811318-9876'] },
  'FI henkilötunnus': { right: ['131052-308T', '131052A308T'], wrong: ['131052-308U'] },
  'DK CPR': { right: ['211062-5629'], wrong: ['322062-5629'] },
  'IE PPS': { right: ['1234567T', '1234567FA'], wrong: ['1234567U'] },
  'CH AHV': { right: ['756.9217.0769.85', '7569217076985'], wrong: ['756.9217.0769.84'] },
  'AT SVNR': { right: ['1237 010180'], wrong: ['1238 010180'] },
  'CZ, SK rodné číslo': { right: ['736028/5163'], wrong: ['736028/5164'] },
  'CA SIN': {
    right: ['130 692 544'],
    wrong: ['146-454-287'],
  },
  'BR CPF': { right: ['529.982.247-25', '52998224725'], wrong: ['529.982.247-26', '111.111.111-11'] },
  'BR CNPJ': { right: ['11.222.333/0001-81', '11222333000181'], wrong: ['11.222.333/0001-82'] },
  'MX CURP': { right: ['HEGG560427MVZRRL04'], wrong: [] },
  'CL RUT': { right: ['12.345.678-5', '12345678-5'], wrong: ['12.345.678-6'] },
  'AR CUIT': { right: ['20-12345678-6'], wrong: ['20-12345678-7'] },
  'IN Aadhaar': { right: ['2345 6789 0124', '234567890124'], wrong: ['2345 6789 0125', '1345 6789 0124'] },
  'IN PAN': { right: ['ABCPE1234F'], wrong: ['ABCDE12345'] },
  'IN GSTIN': { right: ['27AAPFU0939F1ZV'], wrong: ['27AAPFU0939F1ZW'] },
  'IN vehicle': { right: ['MH 12 AB 1234', 'MH12AB1234'], wrong: ['XX 12 AB 1234'] },
  'SG NRIC': { right: ['S1234567D', 'F1234567N'], wrong: ['S1234567E'] },
  'KR RRN': { right: ['900101-1234567'], wrong: ['901301-1234567', '900101-9234567'] },
  'CN resident identity number': { right: ['11010519491231002X'], wrong: ['110105194912310021'] },
  'HK identity card': { right: ['A123456(3)', 'A1234563'], wrong: ['A123456(4)'] },
  'TW identity number': { right: ['A123456789'], wrong: ['A123456788'] },
  'TH identity number': { right: ['1-2345-67890-12-1'], wrong: ['1-2345-67890-12-2'] },
  'TR kimlik': { right: ['10000000146'], wrong: ['10000000147'] },
  'AU ABN': { right: ['51 824 753 556', '51824753556'], wrong: ['51 824 753 557'] },
  'AU Medicare': { right: ['2123 45670 1'], wrong: ['2123 45671 1'] },
  'ZA identity number': { right: ['8001015009087'], wrong: ['8001015009088'] },
};

for (const [name, { right, wrong }] of Object.entries(CASES)) {
  t.test(name, async (t) => {
    const format = ID_FORMATS.find((format) => format.name === name)!;
    t.ok(format, 'is a format');
    for (const written of right) {
      t.ok(fits(format, written), written);
      t.equal(found(written).join(), `${format.label ?? 'NUMERIC_PII'}:${written}`);
    }
    for (const written of wrong ?? []) t.notOk(fits(format, written), `not ${written}`);
  });
}

t.test('a wrong check digit is no reason to leave it where the word for it stands', async (t) => {
  t.strictSame(found('his PESEL is 44051401358'), ['NUMERIC_PII:44051401358']);
  t.strictSame(found('NHS no: 943 476 5918'), ['HEALTHCARE_ID:943 476 5918']);
  t.strictSame(found('146 454 287 is my SIN'), ['NUMERIC_PII:146 454 287']);
});

t.test('not a piece of something longer', async (t) => {
  for (const text of ['x943 476 5919', '1-943 476 5919', '943 476 59191', 'ABCPE1234F9', 'order-AB123456C'])
    t.strictSame(found(text), [], text);
});

t.test('check digits', async (t) => {
  t.ok(luhn('4111111111111111'));
  t.notOk(luhn('0000000000000000'));
  t.ok(verhoeff('2363'));
  t.equal(mod11_10('0794'), 5, 'ISO 7064, 4.3');
  fc.assert(
    fc.property(
      fc.stringMatching(/^[1-9]\d{10}$/),
      fc.nat(10),
      fc.integer({ min: 1, max: 9 }),
      (body, at, by) => {
        // Each single wrong digit is found out.
        const check = [...'0123456789'].find((digit) => verhoeff(body + digit))!;
        const right = body + check;
        const wrong = right.slice(0, at) + ((Number(right[at]) + by) % 10) + right.slice(at + 1);
        return verhoeff(right) && !verhoeff(wrong);
      },
    ),
  );
});
