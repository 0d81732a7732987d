-- Where each row group begins: its first column chunk's first page (the dictionary's, if there is one).
SELECT min(CASE WHEN dictionary_page_offset > 0 THEN least(dictionary_page_offset, data_page_offset) ELSE data_page_offset END) AS offset
FROM parquet_metadata($file)
GROUP BY row_group_id
ORDER BY row_group_id
