/**
 * A location as messages may show it: the values in Hive-style folders (`city=Paris/`) are row data, so they are
 * left out (`city=…/`). Characters that would act on a terminal, or turn the text around, are `\ufffd`.
 */
export function shownLocation(location: string): string {
  return location
    .replace(/([^/=]+)=[^/]*(?=\/)/g, '$1=…')
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
