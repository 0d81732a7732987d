import type { Candidate, Recogniser } from '../detect/recogniser.js';
import { abaChecksum, bankAccount, mod97 } from '../detect/recognisers/bank-account.js';
import { base58check, bech32, cryptoAddress } from '../detect/recognisers/crypto-address.js';
import { email } from '../detect/recognisers/email.js';
import { ipAddress } from '../detect/recognisers/ip-address.js';
import { fits } from '../detect/recognisers/national-id/format.js';
import { ID_FORMATS, nationalId } from '../detect/recognisers/national-id/national-id.js';
import { luhn, paymentCard } from '../detect/recognisers/payment-card.js';
import { couldBeIssued, isItin, socialSecurity } from '../detect/recognisers/social-security.js';
import { TOP_LEVEL_DOMAINS } from '../detect/recognisers/top-level-domains.js';
import { viewText } from '../detect/text-view.js';
import { findTurns } from '../detect/turns.js';
import type { CompiledPolicy } from '../policy.js';

/** Looks over what a service left standing. */
export interface Guard {
  /**
   * Whether a value that its own form proves (a card number with its check digit, an IBAN, an e-mail address) stands in
   * the text outside of `generated`, and the policy neither leaves its label nor the value alone.
   *
   * @param generated where generated values stand in `text`: in order, disjoint
   */
  finds(text: string, generated: readonly { readonly start: number; readonly end: number }[]): boolean;
}

/** A recogniser, and what must hold of a value that it proposes. */
interface Proven {
  readonly recogniser: Recogniser;
  holds(value: string, candidate: Candidate): boolean;
}

const digitsOf = (value: string): string => value.replace(/\D/g, '');
const compact = (value: string): string => value.replace(/[^A-Za-z0-9]/g, '').toUpperCase();

const PROVEN: readonly Proven[] = [
  {
    recogniser: email,
    holds: (value) => TOP_LEVEL_DOMAINS.has(value.slice(value.lastIndexOf('.') + 1).toLowerCase()),
  },
  { recogniser: ipAddress, holds: () => true },
  {
    recogniser: paymentCard,
    holds: (value, { label, score }) => label === 'CREDIT_CARD' && score >= 0.8 && luhn(digitsOf(value)),
  },
  {
    recogniser: bankAccount,
    holds: (value, { label, score }) =>
      (label === 'IBAN_CODE' && mod97(compact(value)) === 1) ||
      (label === 'US_ROUTING_TRANSIT_NUMBER' && score > 0.9 && abaChecksum(digitsOf(value))),
  },
  {
    recogniser: socialSecurity,
    holds: (value, { label, score }) => {
      const digits = digitsOf(value);
      if (digits.length !== 9 || score < 0.9) return false;
      return (label === 'US_SSN' && couldBeIssued(digits)) || (label === 'US_ITIN' && isItin(digits));
    },
  },
  { recogniser: cryptoAddress, holds: (value) => base58check(value) || bech32(value) },
  {
    // Beside the word for it, or with check digits that few numbers have by chance.
    recogniser: nationalId,
    holds: (value, { score }) =>
      score >= 0.9 && ID_FORMATS.some((format) => format.check !== undefined && fits(format, value)),
  },
];

/** Stands for a generated value: no letter and no digit, so that nothing goes on across it. */
const BLANK = '\ufffc';

/** Six digits with little between them; digits at letters; parts of an IPv4 address; those of an IPv6 address. */
const NUMBERED = /\d(?:[^a-z\d]{0,3}\d){5}|[a-z]\d|\d[a-z]|\d\.\d|:[\da-f]{0,4}:/i;
/** A domain, after the sign or the word of an address. */
const DOTTED = /\.[\p{L}\p{N}]/u;

/** Whether a text may hold anything that PROVEN proves: all of it has one of these. Much faster than to look for it. */
function mayProve(text: string): boolean {
  return NUMBERED.test(text) || text.includes('@') || (DOTTED.test(text) && /\bat\b/i.test(text));
}

/** Only recognisers whose match can be checked; names, places and the like are not looked for. */
export function createGuard(policy: CompiledPolicy): Guard {
  return {
    finds(text, generated) {
      let kept = '';
      let at = 0;
      for (const { start, end } of generated) {
        kept += `${text.slice(at, start)}${BLANK}`;
        at = end;
      }
      kept += text.slice(at);
      if (!mayProve(kept)) return false;
      const view = viewText(kept);
      const turns = findTurns(view);
      let found = false;
      for (const { recogniser, holds } of PROVEN) {
        const candidates: Candidate[] = [];
        recogniser.recognise(
          view,
          turns,
          {
            add(start, end, label, score) {
              const candidate = { start, end, label, score };
              candidates.push(candidate);
              const value = kept.slice(start, end);
              found ||=
                policy.stateOf(label) !== 'Off' &&
                !value.includes(BLANK) &&
                holds(value, candidate) &&
                !policy.isLeftAlone(label, value);
            },
          },
          candidates,
        );
        if (found) return true;
      }
      return false;
    },
  };
}
