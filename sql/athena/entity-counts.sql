-- Which entities were redacted: tokens such as [NAME_GIVEN_dySb5] in the text, by label.
-- Surrogates of synthesis look like any other text and can't be counted here: a run's report counts them.
-- @param table table the table that a job produced
-- @param key column a column of it that tells rows apart
-- @param column column its redacted text column
SELECT
  regexp_extract(token, '^\[([A-Z][A-Z0-9_]*)_(?:[0-9A-Za-z]+|~.+)\]$', 1) AS label,
  count(*) AS tokens,
  count(DISTINCT token) AS distinct_tokens,
  count(DISTINCT row_key) AS texts
FROM (SELECT {{key}} AS row_key, {{column}} AS redacted FROM {{table}}) AS produced
CROSS JOIN UNNEST(
  regexp_extract_all(redacted, '\[[A-Z][A-Z0-9_]*_(?:[0-9A-Za-z]{5,}|~[0-9A-Za-z_~.-]+)\]')
) AS found(token)
GROUP BY 1
ORDER BY tokens DESC, label
