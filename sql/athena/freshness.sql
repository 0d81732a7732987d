-- How far a produced table lags behind its source: what the source gained since the snapshot that was processed last.
-- A processed snapshot that the source does not know any more has expired: what came after it can't be told.
-- Snapshots of compaction (replace) and of other branches add nothing, and do not count.
-- @param table table the table that a job produced
-- @param source table the table that the job read
WITH processed AS (
  SELECT
    committed_at,
    try(summary['lakeveil.run-id']) AS run_id,
    CAST(try(summary['lakeveil.source-snapshot-id']) AS BIGINT) AS source_snapshot_id,
    row_number() OVER (ORDER BY committed_at DESC) AS nth
  FROM {{table$snapshots}}
  WHERE try(summary['lakeveil.source-snapshot-id']) IS NOT NULL
),
newest AS (
  SELECT max_by(snapshot_id, made_current_at) AS snapshot_id
  FROM {{source$history}}
),
last_run AS (
  SELECT
    processed.run_id,
    processed.committed_at AS produced_at,
    processed.source_snapshot_id,
    newest.snapshot_id AS newest_snapshot_id,
    seen.committed_at AS source_at,
    latest.committed_at AS newest_at
  FROM processed
  CROSS JOIN newest
  LEFT JOIN {{source$snapshots}} AS seen ON seen.snapshot_id = processed.source_snapshot_id
  LEFT JOIN {{source$snapshots}} AS latest ON latest.snapshot_id = newest.snapshot_id
  WHERE processed.nth = 1
),
gained AS (
  SELECT
    count(*) AS snapshots,
    sum(CAST(try(later.summary['added-records']) AS BIGINT)) AS added_rows
  FROM last_run
  JOIN {{source$snapshots}} AS later ON later.committed_at > last_run.source_at
  WHERE later.operation <> 'replace'
    AND later.snapshot_id IN (SELECT snapshot_id FROM {{source$history}} WHERE is_current_ancestor)
)
SELECT
  CASE
    WHEN source_snapshot_id = newest_snapshot_id THEN 'up to date'
    WHEN source_at IS NULL THEN 'processed snapshot expired'
    WHEN newest_at < source_at THEN 'source was rolled back'
    WHEN gained.snapshots = 0 THEN 'up to date'
    ELSE 'behind'
  END AS state,
  run_id,
  produced_at,
  source_snapshot_id,
  newest_snapshot_id,
  CASE WHEN source_at IS NOT NULL THEN gained.snapshots END AS snapshots_behind,
  CASE WHEN source_at IS NOT NULL THEN coalesce(gained.added_rows, 0) END AS rows_added_since,
  CASE
    WHEN source_at IS NULL THEN NULL
    WHEN gained.snapshots = 0 THEN 0
    ELSE date_diff('minute', source_at, newest_at)
  END AS minutes_behind
FROM last_run
CROSS JOIN gained
