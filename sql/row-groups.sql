-- Rows of each row group, in the file's order.
SELECT CAST(row_group_num_rows AS BIGINT) AS rows
FROM parquet_metadata($file)
WHERE column_id = 0
ORDER BY row_group_id
