export { type IngestOptions, type IngestReport, ingestFiles } from './ingest-files.js';
