/** Part of the run id: change it with any generator or its data. */
export const GENERATORS_VERSION = 'generators-3';
