-- Which of the named functions may answer differently when asked again.
SELECT function_name
FROM duckdb_functions()
WHERE function_name IN ($names)
  AND function_type = 'scalar'
  AND stability <> 'CONSISTENT'
ORDER BY function_name
LIMIT 1
