CREATE TABLE crate (id int PRIMARY KEY, label text);
INSERT INTO crate SELECT n, 'crate ' || n FROM generate_series(1, 50) n;
CREATE SCHEMA harbour;
CREATE TABLE harbour.ship (name text);
INSERT INTO harbour.ship VALUES ('Anna'), ('Berta');
CREATE SCHEMA "Dry Dock";
CREATE TABLE "Dry Dock".slot (number int);
INSERT INTO "Dry Dock".slot VALUES (7);
CREATE TABLE harbour.berth (number int PRIMARY KEY, length numeric(5,1) DEFAULT 12.5, owner text NOT NULL);
