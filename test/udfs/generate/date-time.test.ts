import fc from 'fast-check';
import t from 'tap';
import type { PolicyInput } from '../../../udfs/policy.js';
import { synthesisOf } from './synthesis-of.js';

/** A policy whose dates all move by `days`. */
const by = (days: number): PolicyInput => ({
  generator_metadata: {
    DATE_TIME: { metadata: { left_shift_in_days: days, right_shift_in_days: days } },
    DOB: { metadata: { left_shift_in_days: days, right_shift_in_days: days } },
  },
});

t.test('dates move in the form in which they are written or spoken', async (t) => {
  const make = synthesisOf(by(5));
  for (const [old, fresh] of [
    ['2026-01-31', '2026-02-05'],
    ['01/31/2026', '02/05/2026'],
    ['31/01/2026', '05/02/2026'],
    ['31.01.2026', '05.02.2026'],
    ['12/30/99', '01/04/00'],
    ['20260131', '20260205'],
    ['2026-01-31T10:00:00Z', '2026-02-05T10:00:00Z'],
    ['09/12', '09/17'],
    ['March 3rd, 1981', 'March 8th, 1981'],
    ['MARCH 29', 'APRIL 3'],
    ['3 March 1981', '8 March 1981'],
    ['the 30th of March', 'the 4th of April'],
    ["March 3 '84", "March 8 '84"],
    ['03-Mar-81', '08-Mar-81'],
    ['Fri, March 15, 2024', 'Wed, March 20, 2024'],
    ['Mon 3/4', 'Sat 3/9'],
    ['Tues., 3/4/2025', 'Sun., 3/9/2025'],
    ['3/4 (Mon)', '3/9 (Sat)'],
    ['March 3rd, 5th and 9th', 'March 8th, 10th and 14th'],
    ['Jan 5th through the 9th', 'Jan 10th through the 14th'],
    ['5th to the 9th of March', '10th to the 14th of March'],
    ['March 3 - March 5, 2024', 'March 8 - March 10, 2024'],
    ['March 5-7, 2024', 'March 10-12, 2024'],
    ['5-7 March 2024', '10-12 March 2024'],
    ['5 \u2013 7 March 2024', '10 \u2013 12 March 2024'],
    ['March 5, 6 and 9, 2024', 'March 10, 11 and 14, 2024'],
    ['6th and 7th of March 2024', '11th and 12th of March 2024'],
    ['march fifth through the seventh', 'march tenth through the twelfth'],
    ['March 5, 7pm', 'March 10, 7pm'],
    ['3 de marzo de 1984', '8 de marzo de 1984'],
    ['3. März 1984', '8. März 1984'],
    ['August 2024', 'September 2024'],
    ['12/2025', '01/2026'],
    ['march third nineteen eighty four', 'march eighth nineteen eighty four'],
    ['The Twenty First of March', 'The Twenty sixth of March'],
    ['december thirtieth two thousand four', 'january fourth two thousand five'],
    ['oh three oh four nineteen eighty', 'oh three oh nine nineteen eighty'],
    ['nineteen eighty four', 'nineteen eighty five'],
    ['next Friday', 'next Wednesday'],
    ['1999', '2000'],
    ['the 1980s', 'the 1990s'],
    ['4:15 pm', '4:50 pm'],
    ['4 pm', '5 pm'],
  ] as const)
    t.equal(make('DATE_TIME', old).toLowerCase(), fresh.toLowerCase(), old);
});

t.test('every day of fifty years, in several forms, moves by exactly the shift', async () => {
  const DAY = 86_400_000;
  const months =
    'January February March April May June July August September October November December'.split(' ');
  const forms: readonly ((date: Date) => string)[] = [
    (date) => date.toISOString().slice(0, 10),
    (date) => `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`,
    (date) => `${date.getUTCDate()} ${months[date.getUTCMonth()]!.slice(0, 3)} ${date.getUTCFullYear()}`,
    (date) =>
      date
        .toISOString()
        .slice(0, 10)
        .replace(/(\d+)-(\d+)-(\d+)/, '$2/$3/$1'),
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 18_000 }),
      fc.integer({ min: -400, max: 400 }).filter((days) => days !== 0),
      fc.constantFrom(...forms),
      (day, days, form) => {
        // "May" does not tell whether months are written short.
        if (form === forms[2] && new Date(day * DAY).getUTCMonth() === 4) return true;
        const made = synthesisOf(by(days))('DATE_TIME', form(new Date(day * DAY)));
        return made === form(new Date((day + days) * DAY));
      },
    ),
    { numRuns: 400 },
  );
});

t.test('settings: shift by value, clear dates, more formats, what is not understood', async (t) => {
  const make = (settings: Record<string, unknown>, value: string, row = 'row') =>
    synthesisOf({ generator_metadata: { DATE_TIME: settings } } as PolicyInput, 1, row)('DATE_TIME', value);
  const apart = Array.from({ length: 30 }, (_, n) =>
    Number(make({ apply_constant_shift_to_document: false }, `2024-03-15 ${n}:00`).slice(8, 10)),
  );
  t.ok(new Set(apart).size > 3);
  t.equal(
    make({ apply_constant_shift_to_document: false }, '2024-03-15', 'a'),
    make({ apply_constant_shift_to_document: false }, '2024-03-15', 'b'),
  );
  const clear = { use_clear_date_and_passthrough_or_group_year_generator: true };
  t.equal(make(clear, 'March 3, 1984'), 'January 1, 1984');
  t.equal(make(clear, '03/03/1931'), '01/01/1940');
  t.equal(make({ ...clear, reference_year: 2020 }, '03/03/1931'), '01/01/1931');
  t.equal(make(clear, '1999'), '1999');
  const format = {
    additional_date_formats: ['%Y_%j', '%d~%m~%Y'],
    metadata: { left_shift_in_days: 2, right_shift_in_days: 2 },
  };
  t.equal(make(format, '03~04~1984'), '05~04~1984');
  t.equal(make({ scramble_unrecognized_dates: false }, '99/99/9999'), '99/99/9999');
  t.not(make({ scramble_unrecognized_dates: true }, '99/99/9999'), '99/99/9999');
});

t.test('ages', async (t) => {
  for (let fill = 1; fill < 40; fill++) {
    const make = synthesisOf({}, fill);
    const age = Number(/^(\d+) years old$/.exec(make('PERSON_AGE', '42 years old'))?.[1]);
    t.ok(age !== 42 && Math.abs(age - 42) <= 7, String(age));
    t.ok(Number(make('PERSON_AGE', '89')) < 89);
    t.match(make('PERSON_AGE', 'forty-two years old'), /^[a-z]+(?:-[a-z]+)? years old$/);
    t.match(make('PERSON_AGE', '6 months old'), /^\d+ months old$/);
    t.equal(make('PERSON_AGE', '97-year-old'), '90+-year-old');
  }
  const constant = synthesisOf({
    generator_metadata: {
      PERSON_AGE: { metadata: { age_shift_in_years: 9, apply_constant_shift_to_document: true } },
    },
  });
  t.equal(Number(constant('PERSON_AGE', '42')) - 42, Number(constant('PERSON_AGE', '30')) - 30);
});

t.test('amounts keep magnitude, form and roundness; permuted numbers never meet', async (t) => {
  const make = synthesisOf();
  for (const [value, form] of [
    ['$19.99', /^\$[1-9]\d\.\d\d$/],
    ['$5,000,000', /^\$[1-9],000,000$/],
    ['€1.250,00', /^€[1-9]\.\d\d0,00$/],
    ['forty two dollars', /^[a-z]+ty [a-z]+ dollars$/],
    ['a hundred bucks', /^[a-z]+ hundred bucks$/],
  ] as const)
    t.match(make('MONEY', value), form, value);
  const permuted = synthesisOf({
    generator_metadata: { NUMERIC_VALUE: { use_oracle_integer_pk_generator: true } },
  });
  const made = Array.from({ length: 900 }, (_, n) => permuted('NUMERIC_VALUE', String(100 + n)));
  t.ok(made.every((value) => /^[1-9]\d\d$/.test(value)));
  // A number that the permutation leaves in place is drawn again, and may meet another: a few of them at most.
  t.ok(new Set(made).size >= 890, String(new Set(made).size));
});

t.test('dates that are cleared keep no day of a list', async (t) => {
  const make = synthesisOf({
    generator_metadata: {
      DATE_TIME: { use_clear_date_and_passthrough_or_group_year_generator: true },
    },
  });
  for (const [old, fresh] of [
    ['March 5-7, 2024', 'January 1-1, 2024'],
    ['5-7 March 2024', '1-1 January 2024'],
    ['March 5 and 7, 2024', 'January 1 and 1, 2024'],
  ] as const)
    t.equal(make('DATE_TIME', old), fresh, old);
});
