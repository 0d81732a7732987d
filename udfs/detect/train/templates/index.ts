import type { TemplateSet } from '../template.js';
import { CLINICAL_MESSAGES } from './clinical-messages.js';
import { CLINICAL_NOTES } from './clinical-notes.js';
import { CLINICAL_REPORTS } from './clinical-reports.js';
import { CLINICAL_SENTENCES } from './clinical-sentences.js';
import { EVERYDAY } from './everyday.js';
import { OFFICE_FORMS } from './office-forms.js';
import { OFFICE_LEGAL } from './office-legal.js';
import { OFFICE_LETTERS } from './office-letters.js';
import { OFFICE_SENTENCES } from './office-sentences.js';
import { RECORD_FIELDS } from './record-fields.js';
import { RECORD_JSON } from './record-json.js';
import { RECORD_LOGS } from './record-logs.js';
import { RECORD_TABLES } from './record-tables.js';
import { RECORD_TICKETS } from './record-tickets.js';
import { SPOKEN_ASR_CALLS } from './spoken-asr-calls.js';
import { SPOKEN_ASR_FACTS } from './spoken-asr-facts.js';
import { SPOKEN_ASR_PIECES } from './spoken-asr-pieces.js';
import { SPOKEN_CALLS } from './spoken-calls.js';
import { SPOKEN_LONG_CALLS } from './spoken-long-calls.js';
import { SPOKEN_ROOMS } from './spoken-rooms.js';
import { SPOKEN_TURNS } from './spoken-turns.js';
import { SPOKEN_UTTERANCES } from './spoken-utterances.js';
import { SPOKEN_WORDS_LIKE_NAMES } from './spoken-words-like-names.js';

/** All templates, one set a line. */
export const TEMPLATE_SETS: readonly TemplateSet[] = [
  CLINICAL_MESSAGES,
  CLINICAL_NOTES,
  CLINICAL_REPORTS,
  CLINICAL_SENTENCES,
  EVERYDAY,
  OFFICE_FORMS,
  OFFICE_LEGAL,
  OFFICE_LETTERS,
  OFFICE_SENTENCES,
  RECORD_FIELDS,
  RECORD_JSON,
  RECORD_LOGS,
  RECORD_TABLES,
  RECORD_TICKETS,
  SPOKEN_ASR_CALLS,
  SPOKEN_ASR_FACTS,
  SPOKEN_ASR_PIECES,
  SPOKEN_CALLS,
  SPOKEN_LONG_CALLS,
  SPOKEN_ROOMS,
  SPOKEN_TURNS,
  SPOKEN_UTTERANCES,
  SPOKEN_WORDS_LIKE_NAMES,
];
