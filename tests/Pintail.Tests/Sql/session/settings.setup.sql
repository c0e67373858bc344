CREATE TABLE odd (id int, n numeric, p numeric(10,2), a int[]);
INSERT INTO odd VALUES (1, 1.5, 1, '{1,2}'), (2, 0.12345678901234567890123456789, 2, '{{1,2},{3,4}}'), (3, NULL, NULL, NULL);
CREATE TABLE many AS SELECT i, repeat('x', 100) AS t FROM generate_series(0, 19999) i;
ANALYZE many;
CREATE VIEW slow AS SELECT pg_sleep(60)::text AS t;
CREATE VIEW frail AS SELECT i, 10 / (i - 5) AS x FROM many;
