CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2), tags text[], made timestamptz);
INSERT INTO item VALUES
    (1, 'nut', 0.10, '{small,steel}', '2024-01-01 00:00:00+00'),
    (2, 'bolt', NULL, '{}', '2024-02-29 12:30:00+00'),
    (3, '', 12.5, NULL, NULL);
CREATE TABLE sale (item int, day date, amount bigint) PARTITION BY RANGE (day);
CREATE TABLE sale_2023 PARTITION OF sale FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE sale_2024 PARTITION OF sale FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO sale SELECT 1 + i % 3, '2023-12-01'::date + i, i FROM generate_series(0, 99) i;
CREATE MATERIALIZED VIEW totals AS SELECT item, sum(amount)::bigint AS total FROM sale GROUP BY item;
CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."odd ""table""" ("odd ""column""" int, "Select" text);
INSERT INTO "odd schema"."odd ""table""" VALUES (1, 'x');
