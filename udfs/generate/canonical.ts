/** The form of a value under which it counts as the same value. */
export function canonicalValue(label: string, value: string): string {
  switch (label) {
    case 'PHONE_NUMBER':
    case 'CREDIT_CARD':
    case 'US_SSN':
    case 'US_ITIN':
    case 'US_BANK_NUMBER':
    case 'US_ROUTING_TRANSIT_NUMBER':
    case 'IBAN_CODE':
      return value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    case 'PASSWORD':
    case 'URL':
      return value;
    default:
      if (isEven(value)) return value.toLowerCase();
      return value.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  }
}

/** ASCII without white space but single spaces within: only its case is to be folded. */
function isEven(value: string): boolean {
  let space = true;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code > 126 || code < 32 || (code === 32 && space)) return false;
    space = code === 32;
  }
  return !space;
}
