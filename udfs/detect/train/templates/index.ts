import type { TemplateSet } from '../template.js';
import { ADDRESSES } from './addresses.js';
import { ASSISTANT_REQUESTS } from './assistant-requests.js';
import { CHAT_MESSAGES } from './chat-messages.js';
import { CLINICAL_MESSAGES } from './clinical-messages.js';
import { CLINICAL_NOTES } from './clinical-notes.js';
import { CLINICAL_REPORTS } from './clinical-reports.js';
import { CLINICAL_SENTENCES } from './clinical-sentences.js';
import { CLINICAL_TALK } from './clinical-talk.js';
import { DIALOGUE_LINES } from './dialogue-lines.js';
import { EMAIL_MESSAGES } from './email-messages.js';
import { EVERYDAY } from './everyday.js';
import { FORMS_AND_LABELS } from './forms-and-labels.js';
import { JOBS } from './jobs.js';
import { LETTERS_ABROAD } from './letters-abroad.js';
import { LONG_TEXTS } from './long-texts.js';
import { NEWS_REPORTS } from './news-reports.js';
import { OFFICE_FORMS } from './office-forms.js';
import { OFFICE_HEADINGS } from './office-headings.js';
import { OFFICE_LEGAL } from './office-legal.js';
import { OFFICE_LETTERS } from './office-letters.js';
import { OFFICE_MAIL } from './office-mail.js';
import { OFFICE_PEOPLE } from './office-people.js';
import { OFFICE_REPORTS } from './office-reports.js';
import { OFFICE_SENTENCES } from './office-sentences.js';
import { PLAIN_JOBS_STREETS } from './plain-jobs-streets.js';
import { PLAIN_PROSE } from './plain-prose.js';
import { PLAIN_TEXT } from './plain-text.js';
import { RECORD_FIELDS } from './record-fields.js';
import { RECORD_IDENTIFIERS } from './record-identifiers.js';
import { RECORD_JSON } from './record-json.js';
import { RECORD_LINES } from './record-lines.js';
import { RECORD_LOGS } from './record-logs.js';
import { RECORD_TABLES } from './record-tables.js';
import { RECORD_TICKETS } from './record-tickets.js';
import { RUNNING_TEXT } from './running-text.js';
import { SENTENCES_PEOPLE } from './sentences-people.js';
import { SENTENCES_PLACES } from './sentences-places.js';
import { SENTENCES_WORK } from './sentences-work.js';
import { SERVICE_SENTENCES } from './service-sentences.js';
import { SOCIAL_POSTS } from './social-posts.js';
import { SPOKEN_ANSWERS } from './spoken-answers.js';
import { SPOKEN_ASR_CALLS } from './spoken-asr-calls.js';
import { SPOKEN_ASR_FACTS } from './spoken-asr-facts.js';
import { SPOKEN_ASR_PIECES } from './spoken-asr-pieces.js';
import { SPOKEN_CALLS } from './spoken-calls.js';
import { SPOKEN_GREETINGS } from './spoken-greetings.js';
import { SPOKEN_LONG_CALLS } from './spoken-long-calls.js';
import { SPOKEN_ROOMS } from './spoken-rooms.js';
import { SPOKEN_RUN_TOGETHER } from './spoken-run-together.js';
import { SPOKEN_TURNS } from './spoken-turns.js';
import { SPOKEN_UTTERANCES } from './spoken-utterances.js';
import { SPOKEN_WORDS_LIKE_NAMES } from './spoken-words-like-names.js';
import { TRICKY_PLAIN } from './tricky-plain.js';
import { WEB_PAGES } from './web-pages.js';
import { WORDS_OF_TWO_KINDS } from './words-of-two-kinds.js';

/** All templates, one set a line. */
export const TEMPLATE_SETS: readonly TemplateSet[] = [
  ADDRESSES,
  ASSISTANT_REQUESTS,
  CHAT_MESSAGES,
  CLINICAL_MESSAGES,
  CLINICAL_NOTES,
  CLINICAL_REPORTS,
  CLINICAL_SENTENCES,
  CLINICAL_TALK,
  DIALOGUE_LINES,
  EMAIL_MESSAGES,
  EVERYDAY,
  FORMS_AND_LABELS,
  JOBS,
  LETTERS_ABROAD,
  LONG_TEXTS,
  NEWS_REPORTS,
  OFFICE_FORMS,
  OFFICE_HEADINGS,
  OFFICE_LEGAL,
  OFFICE_LETTERS,
  OFFICE_MAIL,
  OFFICE_PEOPLE,
  OFFICE_REPORTS,
  OFFICE_SENTENCES,
  PLAIN_JOBS_STREETS,
  PLAIN_PROSE,
  PLAIN_TEXT,
  RECORD_FIELDS,
  RECORD_IDENTIFIERS,
  RECORD_JSON,
  RECORD_LINES,
  RECORD_LOGS,
  RECORD_TABLES,
  RECORD_TICKETS,
  RUNNING_TEXT,
  SENTENCES_PEOPLE,
  SENTENCES_PLACES,
  SENTENCES_WORK,
  SERVICE_SENTENCES,
  SOCIAL_POSTS,
  SPOKEN_ANSWERS,
  SPOKEN_ASR_CALLS,
  SPOKEN_ASR_FACTS,
  SPOKEN_ASR_PIECES,
  SPOKEN_CALLS,
  SPOKEN_GREETINGS,
  SPOKEN_LONG_CALLS,
  SPOKEN_ROOMS,
  SPOKEN_RUN_TOGETHER,
  SPOKEN_TURNS,
  SPOKEN_UTTERANCES,
  SPOKEN_WORDS_LIKE_NAMES,
  TRICKY_PLAIN,
  WEB_PAGES,
  WORDS_OF_TWO_KINDS,
];
