import type { Detector } from './detector.js';
import type { Label } from './labels.js';
import { lexicon } from './lexicon.js';
import { propagate } from './propagate.js';
import type { Candidate, Recogniser } from './recogniser.js';
import { amounts } from './recognisers/amounts.js';
import { answeringOrganisations } from './recognisers/answering-organisations.js';
import { bankAccount } from './recognisers/bank-account.js';
import { chequeLine } from './recognisers/cheque-line.js';
import { clinicalAges } from './recognisers/clinical-ages.js';
import { coordinates } from './recognisers/coordinates.js';
import { credentials } from './recognisers/credentials.js';
import { cryptoAddress } from './recognisers/crypto-address.js';
import { dateTime } from './recognisers/date-time.js';
import { deviceId } from './recognisers/device-id.js';
import { email } from './recognisers/email.js';
import { gender } from './recognisers/gender.js';
import { identifiers } from './recognisers/identifiers.js';
import { introducedNames } from './recognisers/introduced-names.js';
import { ipAddress } from './recognisers/ip-address.js';
import { jobTitles } from './recognisers/job-titles.js';
import { languages } from './recognisers/languages.js';
import { laws } from './recognisers/laws.js';
import { maskedNumber } from './recognisers/masked-number.js';
import { nationalId } from './recognisers/national-id/national-id.js';
import { paymentCard } from './recognisers/payment-card.js';
import { phone } from './recognisers/phone.js';
import { postalAddress } from './recognisers/postal-address.js';
import { postalCodes } from './recognisers/postal-codes.js';
import { socialSecurity } from './recognisers/social-security.js';
import { speakerNames } from './recognisers/speaker-names.js';
import { SPEECH_RECOGNISERS } from './recognisers/speech/speech-recognisers.js';
import { stateCodes } from './recognisers/state-codes.js';
import { taggedEntities } from './recognisers/tagged-entities.js';
import { timesOfDay } from './recognisers/times-of-day.js';
import { titledWorks } from './recognisers/titled-works.js';
import { url } from './recognisers/url.js';
import { usernames } from './recognisers/usernames.js';
import { resolveOverlaps } from './resolve-overlaps.js';
import type { Span } from './span.js';
import { viewText } from './text-view.js';
import { findTurns } from './turns.js';
import { LOCAL_DETECTOR_VERSION } from './version.js';

export const LOCAL_RECOGNISERS: readonly Recogniser[] = [
  email,
  url,
  ipAddress,
  paymentCard,
  bankAccount,
  chequeLine,
  socialSecurity,
  maskedNumber,
  nationalId,
  deviceId,
  coordinates,
  cryptoAddress,
  phone,
  dateTime,
  timesOfDay,
  amounts,
  clinicalAges,
  postalAddress,
  postalCodes,
  identifiers,
  credentials,
  usernames,
  stateCodes,
  introducedNames,
  speakerNames,
  answeringOrganisations,
  languages,
  gender,
  laws,
  titledWorks,
  jobTitles,
  ...SPEECH_RECOGNISERS,
];

export interface LocalDetectorOptions {
  /** Labels that will be left as they are: where they overlap others, the others win, so that nothing hides in them. */
  readonly off?: ReadonlySet<string>;
  /** Least score by label. Default 0.4. */
  readonly thresholdOf?: (label: string) => number;
  readonly recognisers?: readonly Recogniser[];
  /** Added to the odds of every entity that the trained tagger weighs, in nats; more finds more, and more that is none. Default 0. */
  readonly recallBias?: number;
}

export interface LocalDetector extends Detector {
  /** The same as `detect` for one text, at once. */
  detectText(text: string): Span[];
}

/** A candidate of a label that is off gives way to one of a label that is on, if that one is at least this sure. */
const SURE = 0.5;

/** The built-in engine: recognisers over one tokenised view, overlap resolution, propagation within the text. */
export function localDetector(options: LocalDetectorOptions = {}): LocalDetector {
  const off = options.off ?? new Set<string>();
  const thresholdOf = options.thresholdOf ?? (() => 0.4);
  const recognisers = options.recognisers ?? [...LOCAL_RECOGNISERS, taggedEntities(options.recallBias ?? 0)];
  const rank = (candidate: Candidate): number =>
    !off.has(candidate.label) && candidate.score >= SURE ? 1 : 0;
  lexicon();
  const detectText = (text: string): Span[] => {
    if (text.length === 0) return [];
    const view = viewText(text);
    const turns = findTurns(view);
    const candidates: Candidate[] = [];
    const sink = {
      add(start: number, end: number, label: Label, score: number): void {
        if (score >= thresholdOf(label) && end > start) candidates.push({ start, end, label, score });
      },
    };
    for (const recogniser of recognisers) recogniser.recognise(view, turns, sink, candidates);
    return propagate(view, resolveOverlaps(text, candidates, rank));
  };
  return {
    name: 'local',
    version: LOCAL_DETECTOR_VERSION,
    limits: {
      maxBytesPerCall: Number.POSITIVE_INFINITY,
      callsPerSecond: Number.POSITIVE_INFINITY,
      dollarsPerMillionCharacters: 0,
    },
    detectText,
    async detect(texts, signal) {
      const found: Span[][] = [];
      for (const text of texts) {
        signal?.throwIfAborted();
        found.push(detectText(text));
      }
      return found;
    },
  };
}
