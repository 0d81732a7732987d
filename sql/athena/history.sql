-- Which runs made the table: run id, job, version, source snapshot and rows of each snapshot, newest first.
-- @param table table a table that jobs produced
-- @param limit count snapshots at most (default 50)
SELECT
  snapshots.committed_at,
  snapshots.snapshot_id,
  snapshots.operation,
  ancestors.is_current_ancestor,
  try(summary['lakeveil.run-id']) AS run_id,
  try(summary['lakeveil.job']) AS job,
  try(summary['lakeveil.version']) AS lakeveil_version,
  try(summary['lakeveil.source-table']) AS source_table,
  try(summary['lakeveil.source-snapshot-id']) AS source_snapshot_id,
  CAST(try(summary['added-records']) AS BIGINT) AS added_rows,
  CAST(try(summary['total-records']) AS BIGINT) AS total_rows
FROM {{table$snapshots}} AS snapshots
LEFT JOIN (
  SELECT snapshot_id, max(CASE WHEN is_current_ancestor THEN 1 ELSE 0 END) = 1 AS is_current_ancestor
  FROM {{table$history}}
  GROUP BY snapshot_id
) AS ancestors ON ancestors.snapshot_id = snapshots.snapshot_id
ORDER BY snapshots.committed_at DESC, snapshots.snapshot_id
LIMIT {{limit}}
