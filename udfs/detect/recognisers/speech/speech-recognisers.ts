import type { Recogniser } from '../../recogniser.js';
import { answers } from './answers.js';
import { introductions } from './introductions.js';
import { spelledLetters } from './spelled-letters.js';
import { spokenAmounts } from './spoken-amounts.js';
import { spokenDates } from './spoken-dates.js';
import { spokenInternet } from './spoken-internet.js';
import { spokenLogins } from './spoken-logins.js';
import { spokenNumbers } from './spoken-numbers.js';
import { spokenStreets } from './spoken-streets.js';

/** Recognisers of what people say rather than write: calls, their transcripts, dictation. */
export const SPEECH_RECOGNISERS: readonly Recogniser[] = [
  spokenNumbers,
  spokenDates,
  spokenAmounts,
  spokenInternet,
  spokenLogins,
  spokenStreets,
  spelledLetters,
  introductions,
  answers,
];
