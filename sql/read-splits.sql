-- The pieces of the plan in order, each with its file.
SELECT split, group_start, group_end, row_start, row_end, scan
FROM pieces JOIN files USING (ordinal)
ORDER BY split, ordinal, piece
