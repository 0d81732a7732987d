import { GENDERS, LANGUAGES, NATIONALITIES, POLITICS, RELIGIONS } from '../../gazetteers/groups.js';
import type { Filler } from './subject.js';

const from = (text: string): Filler => {
  const values = text.split(',');
  return (_, random) => {
    const value = random.pick(values);
    return random.chance(0.04) ? value.toLowerCase() : value;
  };
};

export const GROUP_FILLERS = {
  nationality: from(NATIONALITIES),
  religion: from(RELIGIONS),
  politics: from(POLITICS),
  language: from(LANGUAGES),
  gender: from(GENDERS),
} satisfies Readonly<Record<string, Filler>>;
