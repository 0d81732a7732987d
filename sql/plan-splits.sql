-- Cuts files into pieces and packs the pieces into splits of about equal weight, all in the files' order.
--
-- Table `files`: ordinal, bytes, records, offsets (of row groups, empty if unknown). $split_bytes: wished weight.
-- A file above it is cut between row groups; one whose row groups are unknown or too large is cut into equal row
-- ranges. A piece weighs its bytes, but at least a thousandth of a split, so that no split holds more than 1,000.
CREATE OR REPLACE TABLE pieces AS
WITH
small AS (
  SELECT ordinal, 0 AS piece, bytes, NULL::BIGINT AS group_start, NULL::BIGINT AS group_end,
         NULL::BIGINT AS row_start, NULL::BIGINT AS row_end
  FROM files
  WHERE bytes <= $split_bytes OR records < 2
),
large AS (
  SELECT *, CAST(ceil(bytes / $split_bytes) AS BIGINT) AS parts,
         len(offsets) > 1 AND bytes / len(offsets) <= 2 * $split_bytes AS by_groups
  FROM files
  WHERE bytes > $split_bytes AND records >= 2
),
row_groups AS (
  SELECT ordinal, bytes AS file_bytes, parts, len(offsets) AS group_count,
         unnest(range(len(offsets))) AS row_group,
         unnest(offsets) AS starts,
         unnest(list_append(offsets[2:], bytes)) AS ends
  FROM large
  WHERE by_groups
),
grouped AS (
  SELECT ordinal, group_count, row_group, ends - starts AS bytes,
         -- The part that holds the row group's middle; never falling, so that parts are ranges even if offsets are wrong.
         max(greatest(0, least(parts - 1, ((starts + ends) // 2)::HUGEINT * parts // file_bytes)))
           OVER (PARTITION BY ordinal ORDER BY row_group) AS part
  FROM row_groups
),
by_row_groups AS (
  SELECT ordinal, row_number() OVER (PARTITION BY ordinal ORDER BY part) - 1 AS piece, sum(bytes)::BIGINT AS bytes,
         min(row_group) AS group_start,
         -- Open at the end, so that no row is lost whatever the file's real number of row groups is.
         CASE WHEN max(row_group) + 1 < any_value(group_count) THEN max(row_group) + 1 END AS group_end,
         NULL::BIGINT AS row_start, NULL::BIGINT AS row_end
  FROM grouped
  GROUP BY ordinal, part
),
by_rows AS (
  SELECT ordinal, part AS piece, bytes // parts AS bytes, NULL::BIGINT AS group_start, NULL::BIGINT AS group_end,
         CAST(records * part::HUGEINT // parts AS BIGINT) AS row_start,
         CAST(records * (part + 1)::HUGEINT // parts AS BIGINT) AS row_end
  FROM (SELECT ordinal, bytes, records, least(parts, records) AS parts, unnest(range(least(parts, records))) AS part
        FROM large WHERE NOT by_groups)
),
pieces AS (
  SELECT * FROM small UNION ALL SELECT * FROM by_row_groups UNION ALL SELECT * FROM by_rows
),
weighed AS (
  SELECT *, greatest(bytes, $split_bytes // 1000, 1) AS weight FROM pieces
),
placed AS (
  SELECT *,
         sum(weight) OVER (ORDER BY ordinal, piece ROWS UNBOUNDED PRECEDING) - weight // 2 AS middle,
         sum(weight) OVER () AS total
  FROM weighed
),
packed AS (
  -- Splits of equal weight: the total, divided by the number of splits of the wished weight.
  SELECT *, least(parts - 1, middle * parts // total) AS slot
  FROM (SELECT *, (total + $split_bytes - 1) // $split_bytes AS parts FROM placed)
)
SELECT CAST(dense_rank() OVER (ORDER BY slot) - 1 AS INTEGER) AS split, ordinal, piece, bytes,
       group_start, group_end, row_start, row_end
FROM packed
ORDER BY ordinal, piece
