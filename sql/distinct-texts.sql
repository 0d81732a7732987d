-- Adds the texts of one scan to the table `texts`: each different one once a call, by a hash of it, so that no text is
-- kept. Placeholders: the scan's SELECT, its text column, the rows to take at most, and the longest cell that a UDF is given.
INSERT INTO texts
SELECT hash(text) AS id, any_value(length(text)) AS characters, any_value(strlen(text)) AS bytes, count(*) AS times
FROM (
  SELECT CASE WHEN strlen(text) <= $max_cell_bytes THEN text END AS text
  FROM (SELECT $column AS text FROM ($scan) LIMIT $rows)
)
GROUP BY text IS NULL, hash(text)
