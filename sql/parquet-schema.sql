-- The flattened schemas of Parquet files: one row an element, depth first, as in the footer.
SELECT
  file_name,
  name,
  CAST(coalesce(num_children, 0) AS INTEGER) AS children,
  coalesce(repetition_type = 'REPEATED', false) AS repeated,
  CASE
    WHEN converted_type = 'LIST' OR logical_type LIKE 'ListType%' THEN 'LIST'
    WHEN converted_type IN ('MAP', 'MAP_KEY_VALUE') OR logical_type LIKE 'MapType%' THEN 'MAP'
    ELSE ''
  END AS annotation,
  CAST(field_id AS INTEGER) AS field_id,
  duckdb_type
FROM parquet_schema($files)
ORDER BY file_name, column_id
