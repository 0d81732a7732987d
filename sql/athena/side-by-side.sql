-- What became of each text: source and produced rows side by side, joined by key.
-- For reviewers who may see both: the answer holds original text.
-- @param source table the table that the job read
-- @param table table the table that it produced
-- @param key column a column that both have and that tells rows apart
-- @param from column the text column of the source
-- @param to column what the job made of it
-- @param limit count rows at most, in the order of the key (default 50)
SELECT
  source.{{key}} AS "key",
  source.{{from}} AS source_text,
  produced.{{to}} AS produced_text
FROM {{source}} AS source
JOIN {{table}} AS produced ON produced.{{key}} = source.{{key}}
ORDER BY source.{{key}}
LIMIT {{limit}}
