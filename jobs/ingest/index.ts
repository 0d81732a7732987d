export { type IngestOptions, type IngestReport, ingestFiles } from './ingest-files.js';
export { ingestSample } from './ingest-sample.js';
