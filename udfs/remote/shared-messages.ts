import { LakeveilError } from '../../errors.js';
import type { CallCost } from './call-service.js';

/**
 * What dispatchers and the shared part of a remote engine say to each other. Plain data, structured-cloneable, without
 * text: an item is known by the id that the ledger's key gives it.
 *
 * A `holder` names one `dispatch` of one dispatcher, a `ticket` one call of it; both are unique in a worker.
 */
export type SharedRequest =
  /** What a dispatcher asks first. */
  | { readonly type: 'join' }
  /** The secret, in bytes, that the host has under this `secret://` reference. */
  | { readonly type: 'secret'; readonly reference: string }
  /** Each id becomes the holder's own, or is told to be answered, failed, or another's. */
  | {
      readonly type: 'claim';
      readonly holder: string;
      /** ID_BYTES each, no two alike. */
      readonly ids: Uint8Array;
      /** Items of the batch that were left out because another item of it is alike. */
      readonly duplicates: number;
    }
  /** As `claim`, but answers when one id has become the holder's, or none is another's any more. */
  | { readonly type: 'wait'; readonly holder: string; readonly ids: Uint8Array }
  /** What the ledger has of these ids in these places can't be read: forget it, and claim. */
  | {
      readonly type: 'reclaim';
      readonly holder: string;
      readonly ids: Uint8Array;
      /** Three numbers an id, as in ClaimReply. */
      readonly places: Float64Array;
    }
  /** The answers stand in the ledger. */
  | {
      readonly type: 'answered';
      readonly ids: Uint8Array;
      readonly file: number;
      readonly offsets: Float64Array;
      readonly lengths: Float64Array;
    }
  /** The items failed for good, each by its code. */
  | { readonly type: 'failed'; readonly ids: Uint8Array; readonly codes: readonly string[] }
  /** Frees all that the holder has claimed, and ends its waiting. */
  | { readonly type: 'abandon'; readonly holder: string }
  /** Answers, by an `Admitted`, when the call may be made, or a probe in its place. */
  | ({ readonly type: 'admit' } & AdmitRequest)
  /** The call has ended. */
  | { readonly type: 'release'; readonly ticket: string; readonly end: CallEnd }
  /** The call is not made, admitted or not. */
  | { readonly type: 'withdraw'; readonly ticket: string };

export interface AdmitRequest {
  readonly ticket: string;
  readonly cost: CallCost;
  readonly items: number;
  readonly retry: boolean;
  /** What a probe in its place costs. */
  readonly probe: CallCost;
  /** Whether the service has to show first that it answers. */
  readonly isInDoubt: boolean;
}

/** `lost`: nobody waited for the answer. */
export type CallEndKind =
  | 'succeeded'
  | 'throttled'
  | 'transient'
  | 'too-large'
  | 'refused'
  | 'untrusted'
  | 'fatal'
  | 'lost';

export interface CallEnd {
  readonly kind: CallEndKind;
  /** From the beginning of the call to its end. */
  readonly latencyMs: number;
  readonly retryAfterMs?: number;
  /** Whether the service bills the call, as far as can be known. */
  readonly billed: boolean;
  /** Of `succeeded`: false if no item's answer could be trusted. */
  readonly trusted?: boolean;
  /** Of `fatal`: stops the run in all threads. */
  readonly stop?: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

export interface JoinReply {
  /** Where ledger files lie. */
  readonly folder: string;
  /** Number of the ledger file that the asker may create. */
  readonly file: number;
}

/** What `states` of a ClaimReply says of an id. */
export const ITEM_YOURS = 0;
export const ITEM_ANSWERED = 1;
export const ITEM_FAILED = 2;
export const ITEM_ANOTHERS = 3;

export interface ClaimReply {
  /** One an id. */
  readonly states: Uint8Array;
  /** Three numbers an answered id, in order: file, offset, length in bytes. */
  readonly places: Float64Array;
  /** One a failed id, in order. */
  readonly codes: readonly string[];
}

export const ID_BYTES = 16;

/**
 * Checks what came over a line, cheaply: that it is one of ours, not that it is meant well.
 *
 * @throws LakeveilError INTERNAL
 */
export function readSharedRequest(value: unknown): SharedRequest {
  const request = value as Partial<Record<string, unknown>> | null;
  if (typeof request !== 'object' || request === null) throw malformed();
  const named = (key: 'holder' | 'ticket'): boolean => {
    const name = request[key];
    return typeof name === 'string' && name.length > 0 && name.length <= 200;
  };
  const ids = request['ids'];
  const count = ids instanceof Uint8Array && ids.length % ID_BYTES === 0 ? ids.length / ID_BYTES : -1;
  switch (request['type']) {
    case 'join':
      return value as SharedRequest;
    case 'secret':
      if (typeof request['reference'] === 'string') return value as SharedRequest;
      break;
    case 'claim':
    case 'wait':
      if (named('holder') && count >= 0) return value as SharedRequest;
      break;
    case 'reclaim': {
      const { places } = request;
      if (named('holder') && places instanceof Float64Array && places.length === count * 3) {
        return value as SharedRequest;
      }
      break;
    }
    case 'answered': {
      const { offsets, lengths, file } = request;
      if (
        Number.isSafeInteger(file) &&
        offsets instanceof Float64Array &&
        lengths instanceof Float64Array &&
        offsets.length === count &&
        lengths.length === count
      ) {
        return value as SharedRequest;
      }
      break;
    }
    case 'failed': {
      const codes = request['codes'];
      if (Array.isArray(codes) && codes.length === count) return value as SharedRequest;
      break;
    }
    case 'abandon':
      if (named('holder')) return value as SharedRequest;
      break;
    case 'admit': {
      const amount = (n: unknown): boolean => typeof n === 'number' && n >= 0 && Number.isFinite(n);
      const isCost = (cost: unknown): boolean => {
        const { characters, dollars } = (cost ?? {}) as Partial<CallCost>;
        return amount(characters) && amount(dollars);
      };
      if (named('ticket') && isCost(request['cost']) && isCost(request['probe']))
        return value as SharedRequest;
      break;
    }
    case 'release':
      if (named('ticket') && typeof (request['end'] as Partial<CallEnd> | undefined)?.kind === 'string') {
        return value as SharedRequest;
      }
      break;
    case 'withdraw':
      if (named('ticket')) return value as SharedRequest;
      break;
  }
  throw malformed();
}

function malformed(): LakeveilError {
  return new LakeveilError(
    'INTERNAL',
    'A request to the shared part of a remote engine is malformed: it was not carried out.',
  );
}
