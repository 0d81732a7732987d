/**
 * A location as messages may show it: the values in Hive-style folders (`city=Paris/`) are row data, so they are
 * left out (`city=…/`).
 */
export function shownLocation(location: string): string {
  return location.replace(/([^/=]+)=[^/]*(?=\/)/g, '$1=…');
}
