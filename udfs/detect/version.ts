/** Of the local detector; part of the run id: change it with any rule, gazetteer or threshold. */
export const LOCAL_DETECTOR_VERSION = 'local-3';
