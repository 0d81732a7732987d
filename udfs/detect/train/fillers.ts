import { ADDRESS_FILLERS } from './fillers/address.js';
import { CONTACT_FILLERS } from './fillers/contact.js';
import { GROUP_FILLERS } from './fillers/group.js';
import { IDENTIFIER_FILLERS } from './fillers/identifier.js';
import { NAMED_THING_FILLERS } from './fillers/named-thing.js';
import { OCCUPATION_FILLERS } from './fillers/occupation.js';
import { ORGANISATION_FILLERS } from './fillers/organisation.js';
import { PERSON_FILLERS } from './fillers/person.js';
import { PLACE_FILLERS } from './fillers/place.js';
import { PLAIN_FILLERS } from './fillers/plain.js';
import type { Filler } from './fillers/subject.js';
import { TIME_FILLERS } from './fillers/time.js';
import type { Slot } from './template.js';

/**
 * What fills each slot. A filler that answers with a string has found one entity of its own slot; with pieces, those
 * that name a slot are entities under that slot's label: `address-line` and `city-state` bring `street`, `po-box`,
 * `city`, `state`, `state-code`, `zip` and `country`.
 */
export const FILLERS: Readonly<Record<Slot, Filler>> = {
  ...PERSON_FILLERS,
  ...ORGANISATION_FILLERS,
  ...PLACE_FILLERS,
  ...ADDRESS_FILLERS,
  ...OCCUPATION_FILLERS,
  ...GROUP_FILLERS,
  ...NAMED_THING_FILLERS,
  ...TIME_FILLERS,
  ...CONTACT_FILLERS,
  ...IDENTIFIER_FILLERS,
  ...PLAIN_FILLERS,
};
