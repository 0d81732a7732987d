import { ORGANISATION_WORDS } from '../data/organisation-words.js';
import { EVENTS, LAWS, PRODUCTS, PROJECT_WORDS, WORKS } from '../data/things.js';
import type { Random } from '../random.js';
import { inventedWord } from './person.js';
import { somePlace } from './place.js';
import type { Filler } from './subject.js';

const things = ORGANISATION_WORDS.thing.split(',');
const adjectives = ORGANISATION_WORDS.adjective.split(',');
const team = ORGANISATION_WORDS.office.split(',');

function project(random: Random): string {
  const word = random.chance(0.25)
    ? inventedWord(random, ['a', 'o', 'us', 'is', 'on'])
    : random.pick(PROJECT_WORDS);
  return random.pick([
    `Project ${word}`,
    `Project ${word}`,
    `Operation ${word}`,
    word,
    `${word} ${random.between(2, 9)}`,
    `${word} ${random.pick(['Migration', 'Initiative', 'Rollout', 'Program', 'Redesign', 'Platform', 'Upgrade', 'Pilot', 'Phase II', 'Relaunch'])}`,
    `${random.pick(adjectives)} ${word}`,
    word.toUpperCase(),
    `project-${word.toLowerCase()}`,
  ]);
}

export const NAMED_THING_FILLERS = {
  product: (_, random) =>
    random.chance(0.75)
      ? random.pick(PRODUCTS)
      : `${inventedWord(random, ['o', 'a', 'ix', 'er', 'io'])}${random.pick([' Pro', ' X', ' 3', ' Max', ' 500', ' Plus', '', ' Mini', ' Air', ' 2.0', ' Ultra'])}`,
  event: (_, random) =>
    random.chance(0.75)
      ? random.pick(EVENTS)
      : random.pick([
          () =>
            `${somePlace(random).city} ${random.pick(['Jazz Festival', 'Film Festival', 'Marathon', 'Book Fair', 'Beer Festival', 'Half Marathon', 'Tech Week', 'Pride', 'Open', 'Grand Prix', 'Food Fair', 'Music Festival'])}`,
          () =>
            `${random.pick(adjectives)} ${random.pick(['Summit', 'Conference', 'Cup', 'Gala', 'Awards', 'Expo'])} ${random.between(2015, 2026)}`,
          () => `Hurricane ${inventedWord(random, ['a', 'o', 'ie'])}`,
          () => `${inventedWord(random, ['Con', 'Fest', 'Conf', 'Camp'])}`,
        ])(),
  law: (_, random) =>
    random.chance(0.8)
      ? random.pick(LAWS)
      : random.pick([
          () => `${random.pick(team)} Act ${random.between(1950, 2024)}`,
          () => `the ${random.pick(team)} Reform Act`,
          () => `Section ${random.between(2, 900)}`,
          () => `Article ${random.between(1, 110)}`,
          () => `${random.between(5, 50)} U.S.C. § ${random.between(100, 1999)}`,
          () => `Directive ${random.between(1995, 2023)}/${random.between(1, 99)}/EU`,
          () => `Proposition ${random.between(1, 99)}`,
        ])(),
  work: (_, random) =>
    random.chance(0.7)
      ? random.pick(WORKS)
      : random.pick([
          () => `The ${random.pick(adjectives)} ${random.pick(things)}`,
          () => `The ${random.pick(things)} and the ${random.pick(things)}`,
          () => `A ${random.pick(things)} in ${somePlace(random).city}`,
          () => `The Last ${random.pick(things)}`,
          () => `${random.pick(things)} Song`,
          () => `Letters from ${somePlace(random).city}`,
          () => `The ${inventedWord(random, ['er', 'a', 'en'])} Chronicles`,
          () => `Under the ${random.pick(things)}`,
        ])(),
  project: (_, random) => project(random),
} satisfies Readonly<Record<string, Filler>>;
