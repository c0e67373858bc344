CREATE TABLE item (id integer PRIMARY KEY, name text);
INSERT INTO item VALUES (1, 'nut'), (2, 'bolt');
CREATE SCHEMA other;
CREATE TABLE other.thing (id integer);
