-- Whether known values stand in the redacted text after all: how many, by row. Never the values themselves.
-- Letter case and what stands between words does not count. Numbers are found however their digits are grouped.
-- @param table table the table that a job produced
-- @param key column a column of it that tells rows apart
-- @param column column its redacted text column
-- @param known table a table of values that must not be there: the source, or a list of customers
-- @param known_column column the values
-- @param min_length count letters and digits that a value needs to be looked for (default 4)
-- @param limit count rows at most, those with most finds first (default 1000)
WITH known_values AS (
  SELECT DISTINCT lower(CAST({{known_column}} AS VARCHAR)) AS plain
  FROM {{known}}
),
known_forms AS (
  SELECT
    plain,
    ' ' || array_join(regexp_extract_all(plain, '[\p{L}\p{N}]+'), ' ') || ' ' AS words,
    CASE
      WHEN regexp_like(plain, '\p{L}') THEN ''
      ELSE array_join(regexp_extract_all(plain, '[0-9]+'), '')
    END AS digits,
    regexp_like(plain, '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]') AS has_no_spaces
  FROM known_values
),
texts AS (
  SELECT
    {{key}} AS row_key,
    lower({{column}}) AS plain,
    ' ' || array_join(regexp_extract_all(lower({{column}}), '[\p{L}\p{N}]+'), ' ') || ' ' AS words,
    array_join(regexp_extract_all({{column}}, '[0-9]+'), '') AS digits
  FROM {{table}}
)
SELECT
  texts.row_key,
  count(*) AS known_values_found
FROM texts
JOIN known_forms ON
  (length(known_forms.words) >= {{min_length}} + 2 AND strpos(texts.words, known_forms.words) > 0)
  OR (length(known_forms.digits) >= 7 AND strpos(texts.digits, known_forms.digits) > 0)
  OR (known_forms.has_no_spaces AND length(known_forms.plain) >= 2 AND strpos(texts.plain, known_forms.plain) > 0)
GROUP BY texts.row_key
ORDER BY known_values_found DESC, texts.row_key
LIMIT {{limit}}
