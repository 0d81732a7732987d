import { pick } from './draw.js';
import type { Generator } from './generator.js';
import { inCaseOf } from './letter-case.js';

const BEGIN =
  'Alder Amber Arden Ash Aspen Beck Birch Bram Bright Brook Calder Cedar Clear Cobalt Corin Crest Dawn Dell Drum Elder Elm Ember Fair Fern Field Fox Glen Gold Gran Green Hal Harrow Haven Hazel Heron High Holm Iron Juni Kestrel Lake Lark Laurel Linden Lumen Lyn Maple Mar Meri Mill Moor North Oak Oriel Pine Quill Raven Red Ridge River Rook Rowan Sable Sage Silver Sky Spring Stone Summer Tarn Thorn Tide Umber Vale Wander West Willow Wind Winter Wren Yarrow'.split(
    ' ',
  );
const FINISH =
  'bay beck borne bridge brook bury croft crest dale dell den fall fell field ford forge gate glade grove ham harbor haven hill holt hurst ington lake land leigh mark mere mont moor more path point port quay reach ridge rise rock shaw shire side stead stone thorpe ton vale view ville ward water way well wick wood worth'.split(
    ' ',
  );
const KINDS = ['Group', 'Partners', 'Works', 'Supply', 'Services', 'Company'];
/** Words that say what kind of organisation it is; they stay. */
const KIND =
  /^(?:inc|llc|ltd|corp|corporation|co|company|plc|gmbh|bank|union|credit|insurance|university|college|hospital|clinic|airlines|airways|hotel|hotels|motors|partners|associates|foundation|institute|technologies|technology|systems|solutions|pharmacy|wireless|telecom|energy|electric|financial|holdings|group|capital|logistics|school|church|association|federation|council|services|health|of|the|and)$/i;

/** A made-up name as long in words; the word for the kind of organisation stays at its end. */
export const organisation: Generator = (value, context) => {
  const draw = context.draw('organisation', value.toLowerCase());
  const coined = pick(draw, BEGIN) + pick(draw, FINISH);
  const words = value.match(/[\p{L}\p{M}\p{N}'\u2019.&-]+/gu) ?? [];
  if (words.length <= 1) return inCaseOf(value, coined);
  const kept: string[] = [];
  for (let at = words.length - 1; at > 0 && KIND.test(words[at]!.replace(/\.$/, '')); at--)
    kept.unshift(words[at]!);
  const tail = kept.length > 0 ? kept.join(' ') : pick(draw, KINDS);
  return inCaseOf(value, `${coined} ${tail}`);
};
