-- How many digits a money value has after its point: lc_monetary decides, as the database and the role have it, not as
-- this transaction pins it. Each step reads the one before, so that they happen in this order; the last one pins again.
WITH pinned AS MATERIALIZED (
    SELECT pg_catalog.current_setting('lc_monetary') AS locale
), own AS MATERIALIZED (
    SELECT p.locale, pg_catalog.set_config('lc_monetary', s.reset_val, true)
    FROM pinned p
    JOIN pg_catalog.pg_settings s ON s.name = 'lc_monetary'
), counted AS MATERIALIZED (
    SELECT o.locale, pg_catalog.scale(0::pg_catalog.money::pg_catalog.numeric) AS digits
    FROM own o
)
SELECT c.digits, pg_catalog.set_config('lc_monetary', c.locale, true)
FROM counted c
