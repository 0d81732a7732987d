import { FAMOUS_ORGANISATIONS } from '../../gazetteers/famous-organisations.js';
import {
  BANKS,
  CHARITIES,
  CLINICS,
  GOVERNMENT,
  MEDIA,
  SCHOOLS,
  SHORT_NAMES,
  TEAMS,
} from '../../gazetteers/organisations-by-kind.js';
import { PLACE_PARTS, US_STATES } from '../../gazetteers/regions.js';
import { FAMILY_NAMES, GIVEN_NAMES } from '../data/names.js';
import { ORGANISATION_WORDS } from '../data/organisation-words.js';
import type { Random } from '../random.js';
import { inventedWord } from './person.js';
import { somePlace } from './place.js';
import type { Filler } from './subject.js';

const list = (text: string) => text.split(',');
const famous = list(FAMOUS_ORGANISATIONS);
const banks = list(BANKS);
const clinics = list(CLINICS);
const schools = list(SCHOOLS);
const government = list(GOVERNMENT);
const charities = list(CHARITIES);
const media = list(MEDIA);
const teams = list(TEAMS);
const shortNames = list(SHORT_NAMES);
const families = [...list(FAMILY_NAMES.us), ...list(FAMILY_NAMES.usRare)];
const givens = [...list(GIVEN_NAMES.usFemale).slice(0, 400), ...list(GIVEN_NAMES.usMale).slice(0, 400)];
const states = Object.values(US_STATES);
const first = list(PLACE_PARTS.first);
const last = list(PLACE_PARTS.last);
const words = Object.fromEntries(
  Object.entries(ORGANISATION_WORDS).map(([kind, text]) => [kind, list(text)]),
) as Record<keyof typeof ORGANISATION_WORDS, string[]>;

const LEGAL = [
  'Inc',
  'Inc.',
  ', Inc.',
  'LLC',
  ', LLC',
  'L.L.C.',
  'Ltd',
  'Ltd.',
  'Limited',
  'PLC',
  'plc',
  'Corp',
  'Corp.',
  'Corporation',
  'Co.',
  'Company',
  'GmbH',
  'AG',
  'S.A.',
  'SA',
  'SARL',
  'S.r.l.',
  'SpA',
  'S.p.A.',
  'B.V.',
  'BV',
  'N.V.',
  'AB',
  'ASA',
  'A/S',
  'Oy',
  'Pty Ltd',
  'Pvt Ltd',
  'Pvt. Ltd.',
  'Private Limited',
  'LLP',
  'LP',
  'L.P.',
  'KG',
  'GmbH & Co. KG',
  'S.A. de C.V.',
  'Ltda',
  'Ltda.',
  'S.L.',
  'Sp. z o.o.',
  'Kft.',
  'a.s.',
  's.r.o.',
  'K.K.',
  'Co., Ltd.',
  'Sdn Bhd',
  'OÜ',
  'P.C.',
  'PC',
  'PLLC',
  'Group',
  'Holdings',
  'Group plc',
  'Holdings Inc.',
  'International',
  'Incorporated',
  'Partners',
  'Ventures',
  'Capital',
  '& Co',
  '& Co.',
];

function legal(random: Random): string {
  const form = random.chance(0.7) ? random.pick(LEGAL.slice(0, 17)) : random.pick(LEGAL);
  return form.startsWith(',') ? form : ` ${form}`;
}

const town = (random: Random): string => {
  for (;;) {
    const { city } = somePlace(random);
    if (city.length < 22) return city;
  }
};
const fam = (random: Random): string =>
  random.chance(0.2)
    ? inventedWord(random, ['er', 'son', 'man', 'ski', 'berg', 'ez', 'a', 'ic'])
    : random.pick(families);

function coinage(random: Random): string {
  const kind = random.below(9);
  const stem = random.pick(words.stem);
  const end = random.pick(words.ending);
  if (kind < 3) return stem.charAt(0).toUpperCase() + stem.slice(1) + end;
  if (kind < 4)
    return stem.charAt(0).toUpperCase() + stem.slice(1) + end.charAt(0).toUpperCase() + end.slice(1);
  if (kind < 5)
    return `${inventedWord(random, ['ix', 'ora', 'eo', 'ly', 'ify', 'io', 'us', 'ex', 'on', 'um', 'ity'])}`;
  if (kind < 6) return stem + end;
  if (kind < 7)
    return `${stem.charAt(0).toUpperCase()}${stem.slice(1)}.${random.pick(['io', 'ai', 'com', 'co', 'app', 'ly', 'net'])}`;
  if (kind < 8) return random.pattern('@@@@').slice(0, random.between(2, 4));
  return `${random.pick(first)}${random.pick(last)}`;
}

/** A company's name without its legal form. */
function companyStem(random: Random): string {
  const trade = random.pick(words.trade);
  return random.weighted<() => string>([
    [10, () => coinage(random)],
    [8, () => `${coinage(random)} ${random.pick(words.tech)}`],
    [9, () => `${fam(random)} ${trade}`],
    [6, () => `${random.pick(first)} ${random.pick(words.thing)} ${trade}`],
    [6, () => `${random.pick(words.adjective)} ${trade}`],
    [4, () => `${random.pick(words.adjective)} ${random.pick(words.thing)} ${trade}`],
    [6, () => `${fam(random)} & ${fam(random)}`],
    [3, () => `${fam(random)} and ${fam(random)}`],
    [
      4,
      () =>
        `${fam(random)} & ${random.pick(['Sons', 'Son', 'Daughters', 'Associates', 'Co', 'Co.', 'Partners', 'Bros', 'Company'])}`,
    ],
    [
      2,
      () =>
        `${fam(random)} ${random.pick(['Brothers', 'Bros.', 'Sisters', 'Family', 'Associates', 'Group', 'Partners'])}`,
    ],
    [4, () => `${fam(random)}, ${fam(random)} & ${fam(random)}`],
    [3, () => `${fam(random)}-${fam(random)}`],
    [3, () => `${fam(random)}${random.pick(["'s", '’s'])} ${trade}`],
    [2, () => `${random.pick(givens)}${random.pick(["'s", '’s'])} ${trade}`],
    [5, () => `${town(random)} ${trade}`],
    [3, () => `${random.pick(first)}${random.pick(last)} ${trade}`],
    [2, () => `${random.pick(words.adjective)} ${random.pick(words.thing)}`],
    [2, () => `${random.pick(words.thing)} & ${random.pick(words.thing)}`],
    [2, () => `${random.pick(words.thing)} ${random.pick(words.tech)}`],
    [1, () => `${random.pattern('@@@')} ${trade}`],
    [1, () => `${random.pattern('@')}&${random.pattern('@')} ${trade}`],
    [1, () => `The ${random.pick(words.adjective)} ${random.pick(words.thing)}`],
    [1, () => `${random.pick(states)} ${trade}`],
    [
      1,
      () =>
        `${random.between(2, 99)}${random.pick([' ', ''])}${random.pick(words.thing)} ${random.pick(words.tech)}`,
    ],
  ])();
}

function company(random: Random): string {
  const stem = companyStem(random);
  return random.chance(stem.includes(' ') ? 0.3 : 0.5) ? stem + legal(random) : stem;
}

function bank(random: Random): string {
  if (random.chance(0.4)) return random.pick(banks);
  const t = town(random);
  return random.pick([
    `First National Bank of ${t}`,
    `Bank of ${t}`,
    `${t} Savings Bank`,
    `${t} Credit Union`,
    `${t} Federal Credit Union`,
    `${fam(random)} Bank`,
    `${fam(random)} & ${fam(random)} Bank`,
    `${random.pick(first)}${random.pick(last)} Bank`,
    `${t} Community Bank`,
    `${random.pick(words.adjective)} Trust`,
    `${random.pick(words.adjective)} Bank`,
    `First ${random.pick(words.adjective)} Bank`,
    `${t} State Bank`,
    `${random.pick(states)} First Credit Union`,
    `${t} Building Society`,
    `Banco ${fam(random)}`,
    `Banque ${fam(random)}`,
    `Sparkasse ${t}`,
    `Volksbank ${t}`,
    `${fam(random)} Mutual`,
    `${t} Bank & Trust`,
    `${fam(random)} Savings & Loan`,
    `Farmers & Merchants Bank of ${t}`,
    `${inventedWord(random, ['o', 'a', 'ly', 'ex'])} Bank`,
    `${fam(random)} Wealth Management`,
    `${random.pick(words.adjective)} Life Insurance`,
    `${fam(random)} Mutual Insurance Company`,
    `${t} Insurance Group`,
  ]);
}

const SAINTS = [
  'Mary',
  'Joseph',
  'Luke',
  'John',
  'Anne',
  'Vincent',
  'Francis',
  'Elizabeth',
  'Jude',
  'Michael',
  'Thomas',
  'Bartholomew',
  'Catherine',
  'Anthony',
  'Agnes',
  'Clare',
  'Raphael',
  'Rita',
  'George',
  'Peter',
  'Mark',
  'Matthew',
  'Bernadette',
  'Theresa',
  'Brendan',
  'Columba',
];
function saint(random: Random): string {
  return `${random.pick(['St.', 'St', 'St.', 'Saint'])} ${random.pick(SAINTS)}${random.pick(['', '’s', "'s", "'s"])}`;
}

function hospital(random: Random): string {
  if (random.chance(0.3)) return random.pick(clinics);
  const t = town(random);
  const kind = random.pick([
    'Hospital',
    'Medical Center',
    'Clinic',
    'Health Center',
    'General Hospital',
    'Regional Medical Center',
    'Memorial Hospital',
    'Infirmary',
    'Urgent Care',
    'Family Practice',
    'Dental',
    'Dental Care',
    'Pediatrics',
    'Orthopedics',
    'Cardiology Associates',
    'Surgery',
    'Medical Practice',
    'Nursing Home',
    'Rehabilitation Center',
    'Hospice',
    'Eye Clinic',
    'Pharmacy',
    'Cancer Center',
    'Health',
    'Healthcare',
    'Medical Group',
    'Primary Care',
    'Women’s Health',
    'Labs',
    'Diagnostics',
    'Radiology',
    'Physical Therapy',
    'Veterinary Clinic',
    'Animal Hospital',
  ]);
  return random.weighted<() => string>([
    [4, () => `${saint(random)} ${kind}`],
    [5, () => `${t} ${kind}`],
    [4, () => `${fam(random)} ${kind}`],
    [2, () => `${fam(random)} Memorial Hospital`],
    [1, () => `${t} Children's Hospital`],
    [2, () => `${random.pick(words.adjective)} ${kind}`],
    [2, () => `${random.pick(first)}${random.pick(last)} ${kind}`],
    [1, () => `Our Lady of ${random.pick(['Lourdes', 'Mercy', 'Grace', 'Guadalupe', 'Hope'])} ${kind}`],
    [1, () => `${t} NHS Trust`],
    [1, () => `Klinikum ${t}`],
    [1, () => `Hospital San ${random.pick(['Juan', 'José', 'Rafael', 'Ángel', 'Lucas'])}`],
    [1, () => `${random.pick(states)} ${kind}`],
  ])();
}

function school(random: Random): string {
  if (random.chance(0.3)) return random.pick(schools);
  const t = town(random);
  return random.weighted<() => string>([
    [5, () => `University of ${random.chance(0.5) ? random.pick(states) : t}`],
    [2, () => `${random.pick(states)} State University`],
    [2, () => `${random.pick(states)} State`],
    [3, () => `${fam(random)} ${random.pick(['College', 'University', 'Academy', 'Institute'])}`],
    [
      5,
      () =>
        `${t} ${random.pick(['High School', 'High', 'Elementary', 'Elementary School', 'Middle School', 'Primary School', 'Community College', 'College', 'University', 'Grammar School', 'Academy', 'Preparatory School', 'Montessori School', 'School District', 'Public Schools', 'Institute of Technology', 'Technical College', 'Law School'])}`,
    ],
    [
      3,
      () =>
        `${random.pick(first)}${random.pick(last)} ${random.pick(['High School', 'Elementary', 'Academy', 'Primary School', 'Middle School'])}`,
    ],
    [
      3,
      () =>
        `${saint(random)} ${random.pick(['Primary School', 'School', 'College', 'High School', 'Academy', 'C of E Primary', 'Catholic School'])}`,
    ],
    [1, () => `Universität ${t}`],
    [1, () => `Universidad de ${t}`],
    [1, () => `Technische Universität ${t}`],
    [1, () => `Universidad ${random.pick(['Nacional', 'Autónoma', 'Católica'])} de ${t}`],
    [1, () => `Université de ${t}`],
    [1, () => `Lycée ${fam(random)}`],
    [1, () => `${t} Driving School`],
    [1, () => `${fam(random)} Dance Academy`],
    [
      1,
      () =>
        `the ${fam(random)} School of ${random.pick(['Business', 'Medicine', 'Law', 'Nursing', 'Engineering', 'Music', 'Design'])}`,
    ],
    [1, () => `${random.pick(['IIT', 'NIT', 'UC', 'SUNY', 'CSU', 'UNC', 'UW', 'Texas A&M'])} ${t}`],
  ])();
}

function agency(random: Random): string {
  if (random.chance(0.5)) return random.pick(government);
  const t = town(random);
  return random.weighted<() => string>([
    [4, () => `${t} Police Department`],
    [2, () => `${t} Fire Department`],
    [3, () => `City of ${t}`],
    [2, () => `${t} City Council`],
    [1, () => `${t} Borough Council`],
    [2, () => `${random.pick(states)} Department of ${random.pick(words.office)}`],
    [
      2,
      () => `${random.pick(['Ministry', 'Department', 'Office', 'Bureau'])} of ${random.pick(words.office)}`,
    ],
    [1, () => `${t} Planning Commission`],
    [1, () => `${t} Housing Authority`],
    [1, () => `${t} Transit Authority`],
    [1, () => `${t} Public Library`],
    [1, () => `${t} County Sheriff's Office`],
    [1, () => `${t} Water District`],
    [1, () => `${t} Superior Court`],
    [1, () => `${t} Magistrates' Court`],
    [1, () => `Stadt ${t}`],
    [1, () => `Ayuntamiento de ${t}`],
    [1, () => `National ${random.pick(words.office)} Agency`],
    [1, () => `Federal ${random.pick(words.office)} Commission`],
  ])();
}

function charity(random: Random): string {
  if (random.chance(0.4)) return random.pick(charities);
  const t = town(random);
  return random.pick([
    `${fam(random)} Foundation`,
    `the ${fam(random)} Foundation`,
    `The ${random.pick(givens)} ${fam(random)} Trust`,
    `${t} Food Bank`,
    `Friends of ${t}`,
    `${t} Animal Shelter`,
    `${t} Rotary Club`,
    `${t} Historical Society`,
    `${random.pick(words.adjective)} ${random.pick(words.thing)} Foundation`,
    `${saint(random)} Church`,
    `First Baptist Church of ${t}`,
    `${t} Community Church`,
    `${t} Islamic Center`,
    `Temple Beth ${inventedWord(random, ['el', 'om'])}`,
    `${random.pick(words.thing)} for ${random.pick(['All', 'Good', 'Kids', 'Life', 'Tomorrow'])}`,
    `${t} Chamber of Commerce`,
    `American ${random.pick(words.thing)} Association`,
    `National ${random.pick(words.thing)} Society`,
    `${t} Teachers Union`,
    `Local ${random.between(2, 999)}`,
    `${t} Neighborhood Association`,
    `${t} Bar Association`,
  ]);
}

function venue(random: Random): string {
  const t = town(random);
  return random.pick([
    `${random.pick(givens)}${random.pick(["'s", '’s'])} ${random.pick(['Diner', 'Cafe', 'Café', 'Pizza', 'Bakery', 'Kitchen', 'Grill', 'Bar', 'Place', 'Deli', 'Bistro', 'Tacos', 'BBQ', 'Salon', 'Barbershop', 'Garage'])}`,
    `The ${random.pick(words.adjective)} ${random.pick(words.thing)}`,
    `The ${random.pick(words.thing)} & ${random.pick(words.thing)}`,
    `${fam(random)}${random.pick(["'s", '’s'])}`,
    `${random.pick(words.adjective)} ${random.pick(['Dragon', 'Lotus', 'Palace', 'Garden', 'Wok', 'Pagoda', 'Spoon', 'Bean', 'Fork', 'Kettle', 'Lion', 'Swan', 'Stag', 'Horse', 'Anchor', 'Crown'])}`,
    `La ${inventedWord(random, ['a', 'ita', 'ella'])}`,
    `El ${inventedWord(random, ['o', 'ito', 'or'])}`,
    `Casa ${inventedWord(random, ['a', 'o'])}`,
    `Chez ${random.pick(givens)}`,
    `Trattoria ${inventedWord(random, ['i', 'o', 'a'])}`,
    `Hotel ${inventedWord(random, ['ia', 'a', 'or'])}`,
    `${t} Inn`,
    `the ${t} Hotel`,
    `${random.pick(first)}${random.pick(last)} ${random.pick(['Lodge', 'Resort', 'Inn', 'Golf Club', 'Country Club', 'Spa', 'Winery', 'Brewery', 'Farm', 'Theater', 'Gym', 'Yoga'])}`,
    `Cafe ${inventedWord(random, ['o', 'a', 'e'])}`,
    `${random.pick(['Sushi', 'Thai', 'Curry', 'Noodle', 'Burger', 'Taco', 'Pho', 'Kebab', 'Bagel', 'Coffee', 'Book', 'Toy', 'Bike'])} ${random.pick(['House', 'Barn', 'World', 'Corner', 'Express', 'Hut', 'Lab', 'Co', 'Bros', 'Republic', 'Nation', 'Depot'])}`,
  ]);
}

function club(random: Random): string {
  if (random.chance(0.5)) return random.pick(teams);
  const t = town(random);
  return random.pick([
    `${t} United`,
    `${t} FC`,
    `${t} City`,
    `${t} Rovers`,
    `${t} ${random.pick(words.team)}`,
    `the ${t} ${random.pick(words.team)}`,
    `${t} Cricket Club`,
    `${t} Rugby Club`,
    `FC ${t}`,
    `SV ${t}`,
    `Real ${t}`,
    `${t} Little League`,
    `${t} Athletic`,
    `the ${random.pick(words.team)}`,
  ]);
}

function press(random: Random): string {
  if (random.chance(0.5)) return random.pick(media);
  const t = town(random);
  return random.pick([
    `the ${t} ${random.pick(['Times', 'Herald', 'Gazette', 'Tribune', 'Post', 'Observer', 'Chronicle', 'Courier', 'Star', 'Dispatch', 'Examiner', 'Echo', 'Mail', 'Argus', 'Register', 'Sentinel', 'Journal'])}`,
    `The ${t} ${random.pick(['Times', 'Herald', 'Gazette', 'Post', 'News'])}`,
    `${t} Daily News`,
    `Radio ${t}`,
    `${random.pattern('W@@@')}-TV`,
    `${random.pattern('K@@@')}`,
    `Channel ${random.between(2, 13)} News`,
    `${fam(random)} Press`,
    `${random.pick(words.adjective)} Records`,
    `${inventedWord(random, ['o', 'a'])} Magazine`,
    `${fam(random)} Publishing`,
    `${random.pick(words.thing)} Studios`,
  ]);
}

function organisation(random: Random): string {
  const name = random.weighted<() => string>([
    [30, () => random.pick(famous)],
    [8, () => random.pick(shortNames)],
    [34, () => company(random)],
    [5, () => bank(random)],
    [4, () => hospital(random)],
    [4, () => school(random)],
    [5, () => agency(random)],
    [5, () => charity(random)],
    [5, () => venue(random)],
    [3, () => club(random)],
    [4, () => press(random)],
  ])();
  const n = random.below(100);
  return n < 2 ? name.toUpperCase() : n < 4 ? name.toLowerCase() : name;
}

export const ORGANISATION_FILLERS = {
  org: (_, random) => organisation(random),
  'org-short': (_, random) => {
    if (random.chance(0.55)) return random.pick(shortNames);
    return random.pick([
      () => coinage(random),
      () => coinage(random),
      () => fam(random),
      () => random.pattern('@@@@').slice(0, random.between(2, 4)),
      () => `${fam(random)}${random.pick(["'s", '’s'])}`,
    ])();
  },
  bank: (_, random) => bank(random),
  hospital: (_, random) => hospital(random),
  school: (_, random) => school(random),
  agency: (_, random) => agency(random),
} satisfies Readonly<Record<string, Filler>>;

/** A company's name as part of a host name: lower-case letters. */
export function hostStem(random: Random): string {
  const stem = companyStem(random)
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  return stem.slice(0, 20) || 'example';
}
