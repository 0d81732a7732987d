-- Where the column chunks of Parquet files lie, and their Bloom filters: one row a chunk, in the file's order.
SELECT
  file_name,
  CAST(row_group_id AS INTEGER) AS row_group,
  CAST(row_group_num_rows AS DOUBLE) AS rows,
  CAST(column_id AS INTEGER) AS leaf,
  CAST(dictionary_page_offset AS DOUBLE) AS dictionary_page,
  CAST(index_page_offset AS DOUBLE) AS index_page,
  CAST(data_page_offset AS DOUBLE) AS data_page,
  CAST(total_compressed_size AS DOUBLE) AS bytes,
  CAST(bloom_filter_offset AS DOUBLE) AS bloom_filter,
  CAST(bloom_filter_length AS DOUBLE) AS bloom_filter_bytes
FROM parquet_metadata($files)
ORDER BY file_name, row_group, leaf
