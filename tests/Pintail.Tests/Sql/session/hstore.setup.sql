CREATE EXTENSION hstore;
CREATE TABLE thing (id int, h hstore);
INSERT INTO thing VALUES (1, 'a=>1, b=>NULL, "c d"=>"x \"y\""'), (2, ''), (3, NULL);
