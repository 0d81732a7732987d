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
      return value.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  }
}
