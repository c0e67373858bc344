CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS numeric(8,2) CHECK (VALUE > 0);
CREATE TYPE span AS RANGE (subtype = date);
CREATE TABLE car (brand text, model text, color text);
INSERT INTO car VALUES ('aston martin', 'db2', 'blue'), ('bentley', 'mulsanne', 'gray'), ('ford', 'T', 'black'), ('ferrari', 'testarossa', 'red');
CREATE SCHEMA other;
CREATE TABLE other.hidden AS SELECT 42 AS answer;
CREATE FUNCTION other.leave() RETURNS text LANGUAGE sql AS $$ SELECT set_config('DateStyle', 'SQL, DMY', false) $$;
