-- What is known of a column's texts (`texts`, as distinct-texts.sql fills it; characters are Unicode code points).
-- A unit is 100 characters, begun ones counted, and no call is billed fewer than 3.
SELECT
  coalesce(sum(times), 0)::DOUBLE AS rows,
  count(*)::DOUBLE AS distinct_texts,
  coalesce(sum(characters * times), 0)::DOUBLE AS characters,
  coalesce(sum(characters), 0)::DOUBLE AS distinct_characters,
  coalesce(sum(bytes), 0)::DOUBLE AS distinct_bytes,
  coalesce(sum(greatest(3, (characters + 99) // 100)), 0)::DOUBLE AS units_one_by_one,
  coalesce(sum(greatest(3, (characters + 99) // 100) * times), 0)::DOUBLE AS units_row_by_row
FROM (
  SELECT id, any_value(characters)::HUGEINT AS characters, any_value(bytes)::HUGEINT AS bytes, sum(times) AS times
  FROM texts
  WHERE characters IS NOT NULL
  GROUP BY id
)
