-- Which rows did not make it, and why: error code and key of each, newest run first. Never what they held.
-- @param table table the quarantine table, <target>_quarantine
-- @param key column the job's key, a column of it
-- @param limit count rows at most (default 100)
SELECT
  committed.run_committed_at,
  failed.run_id,
  failed.error_code,
  count(*) OVER (PARTITION BY failed.run_id, failed.error_code) AS rows_of_this_code,
  failed.{{key}} AS row_key,
  failed.source_file,
  failed.source_row
FROM {{table}} AS failed
LEFT JOIN (
  SELECT try(summary['lakeveil.run-id']) AS run_id, max(committed_at) AS run_committed_at
  FROM {{table$snapshots}}
  GROUP BY 1
) AS committed ON committed.run_id = failed.run_id
ORDER BY committed.run_committed_at DESC NULLS LAST, failed.run_id, failed.error_code, row_key
LIMIT {{limit}}
