import { type Draw, pick } from './draw.js';
import { familyNames } from './name-pools.js';

const list = (words: string): readonly string[] => words.split(' ');
const BEGIN = list(
  'Alder Amber Arden Ash Aspen Beck Birch Bram Bright Brook Calder Cedar Clear Cobalt Corin Crest Dawn Dell Drum Elder Elm Ember Fair Fern Field Fox Glen Gold Gran Green Hal Harrow Haven Hazel Heron High Holm Iron Juni Kestrel Lake Lark Laurel Linden Lumen Lyn Maple Mar Meri Mill Moor North Oak Oriel Pine Quill Raven Red Ridge River Rook Rowan Sable Sage Silver Sky Spring Stone Summer Tarn Thorn Tide Umber Vale Wander West Willow Wind Winter Wren Yarrow',
);
const FINISH = list(
  'bay beck borne bridge brook bury croft crest dale dell den fall fell field ford forge gate glade grove ham harbor haven hill holt hurst ington lake land leigh mark mere mont moor more path point port quay reach ridge rise rock shaw shire side stead stone thorpe ton vale view ville ward water way well wick wood worth',
);

/** A made-up word for a company, a product, a host: "Alderbay", or a family name. */
export function coinedName(draw: Draw): string {
  return draw.below(2) === 0 ? pick(draw, BEGIN) + pick(draw, FINISH) : familyNames().evenly(draw);
}
