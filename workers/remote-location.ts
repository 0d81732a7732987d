/** Whether a location is on no local disk: it has a scheme, and that is not `file:`. */
export const isRemoteLocation = (location: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:\//.test(location) && !/^file:/i.test(location);
