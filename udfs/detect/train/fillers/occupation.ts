import { FIELDS, OCCUPATIONS, ROLES, SENIORITIES } from '../../gazetteers/occupations.js';
import type { Random } from '../random.js';
import type { Filler } from './subject.js';

const occupations = OCCUPATIONS.split(',');
const ranks = SENIORITIES.split(',');
const fields = FIELDS.split(',');
const roles = ROLES.split(',');
const WARDS = [
  'ICU',
  'ER',
  'school',
  'pediatric',
  'surgical',
  'trauma',
  'dialysis',
  'night',
  'hospice',
  'oncology',
  'psychiatric',
  'travel',
  'maternity',
  'theatre',
  'district',
];
const SUBJECTS = [
  'math',
  'maths',
  'English',
  'history',
  'physics',
  'chemistry',
  'biology',
  'Spanish',
  'French',
  'art',
  'science',
  'PE',
  'geography',
  'computer science',
  'music',
  'drama',
  'third-grade',
  'ESL',
];
const MAKERS = [
  'cheese',
  'candle',
  'guitar',
  'violin',
  'basket',
  'boat',
  'brick',
  'cabinet',
  'clock',
  'doll',
  'furniture',
  'glass',
  'hat',
  'map',
  'sail',
  'sign',
  'tool',
  'toy',
  'wine',
  'film',
  'dress',
];
const TRADES = [
  'diesel',
  'aircraft',
  'marine',
  'industrial',
  'HVAC',
  'wind turbine',
  'elevator',
  'bicycle',
  'motorcycle',
  'refrigeration',
  'telecom',
  'x-ray',
  'MRI',
  'pharmacy',
  'sound',
  'lighting',
  'solar',
];

const titled = (s: string) =>
  s.replace(/\b[a-z]/g, (c) => c.toUpperCase()).replace(/\b(Of|And|In|At|For)\b/g, (c) => c.toLowerCase());

export function occupation(random: Random): string {
  const text = random.weighted<() => string>([
    [60, () => random.pick(occupations)],
    [11, () => `${random.pick(ranks)} ${random.pick(occupations)}`],
    [9, () => `${random.pick(fields)} ${random.pick(roles)}`],
    [5, () => `${random.pick(ranks)} ${random.pick(fields)} ${random.pick(roles)}`],
    [3, () => `${random.pick(WARDS)} nurse`],
    [3, () => `${random.pick(SUBJECTS)} teacher`],
    [2, () => `${random.pick(MAKERS)} maker`],
    [2, () => `${random.pick(TRADES)} ${random.pick(['mechanic', 'technician', 'engineer'])}`],
    [
      2,
      () =>
        `${random.pick(['director', 'head', 'vice president', 'VP', 'manager', 'professor', 'chair', 'Director', 'Head', 'SVP', 'President'])} of ${random.pick(fields)}`,
    ],
    [1, () => `${random.pick(occupations)}, ${random.pick(fields)}`],
    [1, () => `${random.pick(occupations)}/${random.pick(occupations)}`],
  ])();
  const n = random.below(100);
  return n < 14 ? titled(text) : n < 15 ? text.toUpperCase() : text;
}

export const OCCUPATION_FILLERS = {
  occupation: (_, random) => occupation(random),
} satisfies Readonly<Record<string, Filler>>;
