/** The public face of the catalog: `import { openFilesystemCatalog } from 'lakeveil/catalog'`. */
export type { Catalog, Table, TableIdentifier } from './catalog.js';
export type { FileInfo, FileIO } from './file-io/file-io.js';
export { localFileIO } from './file-io/local.js';
export { openFilesystemCatalog } from './filesystem/filesystem-catalog.js';
export { loadFromMetadata } from './filesystem/load-from-metadata.js';
export { applyUpdates } from './iceberg/apply-updates.js';
export { checkRequirements } from './iceberg/check-requirements.js';
export { type CommittedSnapshot, commitSnapshot, type SnapshotToCommit } from './iceberg/commit-snapshot.js';
export type { DataFile, LiveFile } from './iceberg/data-file.js';
export type { ManifestEntry, ManifestFile } from './iceberg/manifest.js';
export { readManifest, readManifestList } from './iceberg/manifest-reader.js';
export { parseTableMetadata, serializeTableMetadata } from './iceberg/metadata-json.js';
export { findRunSnapshot } from './iceberg/run-snapshot.js';
export type { ListType, MapType, NestedField, Schema, StructType, Type } from './iceberg/schema.js';
export { selectSnapshot } from './iceberg/select-snapshot.js';
export type {
  PartitionField,
  PartitionSpec,
  Snapshot,
  SnapshotRef,
  SortOrder,
  TableMetadata,
} from './iceberg/table-metadata.js';
export type { TableRequirement, TableUpdate } from './iceberg/table-update.js';
export { formatIdentifier, parseTableReference } from './identifier.js';
