-- The demo's rows, about a million, the same ones each time: "chance" is a hash of the row's number.
-- pick(i, salt, n) is from 0 to n - 1. In pg_temp, so that nothing of it stays in the database.
create function pg_temp.pick(i bigint, salt integer, n integer) returns integer
language sql immutable
return (hashint8extended(i, salt) & 2147483647)::integer % n;

insert into shop.country values
    ('DE', 'Germany', 'EUR', 19.00, '{49}', false, '1'),
    ('US', 'United States', 'USD', 0.00, '{1}', true, '3'),
    ('GB', 'United Kingdom', 'GBP', 20.00, '{44}', false, '2'),
    ('FR', 'France', 'EUR', 20.00, '{33}', false, '1'),
    ('NL', 'Netherlands', 'EUR', 21.00, '{31}', false, '1'),
    ('SE', 'Sweden', 'SEK', 25.00, '{46}', false, '1'),
    ('NO', 'Norway', 'NOK', 25.00, '{47}', false, '2'),
    ('FI', 'Finland', 'EUR', 25.50, '{358}', false, '1'),
    ('PL', 'Poland', 'PLN', 23.00, '{48}', false, '1'),
    ('ES', 'Spain', 'EUR', 21.00, '{34}', false, '1'),
    ('IT', 'Italy', 'EUR', 22.00, '{39}', false, '1'),
    ('CH', 'Switzerland', 'CHF', 8.10, '{41}', false, '2'),
    ('CI', 'Côte d''Ivoire', 'XOF', 18.00, '{225}', true, '4'),
    ('JP', '日本', 'JPY', 10.00, '{81}', true, '4'),
    ('CA', 'Canada', 'CAD', 5.00, '{1}', true, '3'),
    ('KZ', 'Қазақстан', 'KZT', 12.00, '{7,997}', true, '4');

insert into shop.category
select id, nullif(parent, 0), name, array_remove(array[top, name], null)
from (values
    (1, 0, 'Optics', null), (2, 0, 'Books', null), (3, 0, 'Garden', null), (4, 0, 'Clothing', null),
    (5, 1, 'Binoculars', 'Optics'), (6, 1, 'Scopes', 'Optics'), (7, 1, 'Tripods', 'Optics'),
    (8, 2, 'Field guides', 'Books'), (9, 2, 'Notebooks', 'Books'),
    (10, 3, 'Nest boxes', 'Garden'), (11, 3, 'Feeders', 'Garden'), (12, 3, 'Seed', 'Garden'),
    (13, 4, 'Jackets', 'Clothing'), (14, 4, 'Hats', 'Clothing')
) as c (id, parent, name, top);

insert into shop.supplier
select i,
       (array['Nordlys', 'Heron & Sons', 'Avocet', 'Wachtel', 'Grèbe', 'Stork Works'])[1 + i % 6] || ' ' || i,
       'contact_' || i,
       case when i % 7 > 0 then (pg_temp.pick(i, 1, 50) / 10.0)::real end,
       time '07:00' + make_interval(mins => 15 * (i % 9)),
       make_time(17, i % 60, 0)::text::timetz,
       case when i % 3 = 0 then 'infinity' else timestamptz '2026-01-01 00:00+00' + make_interval(days => i * 5) end
from generate_series(1, 60) as i;

insert into shop.product
select i,
       'PT-' || lpad(to_hex(i * 7919), 7, '0'),
       (array['Compact', 'Classic', 'Light', 'Arctic', 'Silent', 'Little'])[1 + pg_temp.pick(i, 2, 6)] || ' '
           || (array['Pintail', 'Heron', 'Wren', 'Osprey', 'Lapwing', 'Kingfisher', 'Crane'])[1 + pg_temp.pick(i, 3, 7)]
           || ' ' || i,
       5 + pg_temp.pick(i, 4, 10),
       1 + pg_temp.pick(i, 5, 60),
       price,
       case when i % 11 > 0 then (price / 80)::real end,
       case when pg_temp.pick(i, 4, 10) < 2 then 6 + pg_temp.pick(i, 6, 700) / 100.0 end,
       json_build_object('colour', (array['olive', 'black', 'sand'])[1 + i % 3], 'waterproof', i % 4 = 0),
       array[
           array[price * 100, price * 95, price * 90],
           array[price * 95, price * 90, price * 80]
       ]::integer[],
       case when i % 5 = 0 then decode(md5(i::text) || md5(sku_seed::text), 'hex') end,
       case when i % 20 = 0 then date '2025-06-30' + i % 180 else 'infinity' end
from (
    select i, i * 31 as sku_seed, (5 + pg_temp.pick(i, 7, 40000) / 100.0)::numeric(10, 2) as price
    from generate_series(1, 4000) as i
) as p;

insert into shop.warehouse values
    (1, 'Rügen', 'DE', 5200.5), (2, 'Texel', 'NL', 830), (3, 'Point Reyes', 'US', 4100.25), (4, '釧路', 'JP', 990);

insert into shop.stock
select p, w, pg_temp.pick(p * 4 + w, 8, 500), chr(65 + p % 26)::"char",
       timestamp '2025-12-01 06:00' + make_interval(mins => pg_temp.pick(p * 4 + w, 9, 40000)),
       make_interval(months => w % 2, days => p % 14, secs => (p % 100) * 36.5)
from generate_series(1, 4000) as p, generate_series(1, 4) as w;

insert into shop.customer
select i,
       md5('customer ' || i)::uuid,
       first || ' ' || last,
       case when i % 50 > 0 then lower(last) || i || '@example.' || (array['com', 'org', 'net'])[1 + i % 3] end,
       (array['DE','DE','DE','DE','US','US','US','GB','GB','FR','FR','NL','SE','NO','FI','PL','ES','IT','CH','CI','JP','JP','CA','KZ'])
           [1 + pg_temp.pick(i, 10, 24)],
       (array['guest','guest','guest','guest','regular','regular','regular','silver','gold']::shop.customer_tier[])
           [1 + pg_temp.pick(i, 11, 9)],
       case when i % 6 > 0 then date '1940-01-01' + pg_temp.pick(i, 12, 25000) end,
       timestamptz '2018-03-01 08:00+00' + make_interval(secs => pg_temp.pick(i, 13, 215000000)),
       case i % 3 when 0 then true when 1 then false end,
       jsonb_build_object('language', (array['de', 'en', 'fr', 'ja'])[1 + i % 4], 'birds', jsonb_build_array(i % 40, i % 7)),
       case when i % 4 = 0 then array['watcher', 'ringer ' || i % 9] when i % 4 = 1 then '{}' end
from (
    select i,
           (array['Ada', 'Björn', 'Chloé', 'Dmitri', 'Emi', 'Fatou', 'Grace', 'Håkon', 'Ines', 'Jürgen'])
               [1 + pg_temp.pick(i, 14, 10)] as first,
           (array['Sparrow', 'Finch', 'Crane', 'Swift', 'Martin', 'Falk', 'Robin', 'Starling', 'Wren', 'Jay'])
               [1 + pg_temp.pick(i, 15, 10)] as last
    from generate_series(1, 50000) as i
) as c;

-- More orders towards the end of the year; most of them by few customers.
insert into shop.orders
select i, placed_at::date, placed_at,
       1 + (pg_temp.pick(i, 16, 50000)::bigint * pg_temp.pick(i, 17, 50000)) / 50000,
       coalesce(
           (array['placed', 'paid', 'packed', 'shipped', 'returned', 'returned']::shop.order_status[])[1 + pg_temp.pick(i, 18, 60)],
           'delivered'
       ),
       case when pg_temp.pick(i, 19, 12) = 0 then 'QUACK-' || i % 100 end,
       pg_temp.pick(i, 20, 9) = 0
from (
    select i,
           timestamptz '2025-01-01 00:00+00'
               + make_interval(secs => 31535999 * sqrt(i / 180000.0) + (pg_temp.pick(i, 21, 1000000) - 999999) / 1000000.0) as placed_at
    from generate_series(1, 180000) as i
) as o;

insert into shop.order_line
select o.id, o.placed_on, n, p.id, 1 + pg_temp.pick(o.id * 8 + n, 23, 5), p.price,
       (array[0, 0, 0, 0, 0.05, 0.10, 0.15, 0.25])[1 + pg_temp.pick(o.id * 8 + n, 24, 8)]
from shop.orders as o
cross join lateral generate_series(1, 1 + pg_temp.pick(o.id, 25, 4)) as n
join shop.product as p on p.id = 1 + pg_temp.pick(o.id * 8 + n, 22, 4000);

insert into shop.payment
select md5('payment ' || o.id)::uuid, o.id, o.placed_on,
       (enum_range(null::shop.payment_method))[1 + pg_temp.pick(o.id, 26, 4)],
       5 + pg_temp.pick(o.id, 27, 90000) / 100.0,
       o.placed_at + make_interval(secs => pg_temp.pick(o.id, 28, 200000)),
       case when o.id % 10 > 0 then pg_temp.pick(o.id, 29, 10000) / 10007.0 end,
       case when o.id % 3 = 0 then 'https://shop.example/receipts/' || md5(o.id::text) end
from shop.orders as o
where o.status > 'placed';

insert into shop.shipment
select o.id, o.id, o.placed_on, 1 + pg_temp.pick(o.id, 30, 4),
       (array['DHL', 'PostNL', 'UPS', 'Yamato', 'pigeon'])[1 + pg_temp.pick(o.id, 31, 5)],
       packed_at,
       case when o.id % 1000 = 0 then 'infinity' else packed_at + transit end,
       case when o.id % 1000 > 0 then transit end,
       (0.2 + pg_temp.pick(o.id, 34, 1000) / 100.0)::real
from (
    select id, placed_on,
           placed_at at time zone 'UTC' + make_interval(hours => 1 + pg_temp.pick(id, 32, 48)) as packed_at,
           make_interval(days => pg_temp.pick(id, 33, 9), hours => 3 + id::integer % 20) as transit
    from shop.orders
    where status >= 'shipped' and id % 3 > 0
) as o;

insert into shop.review
select i, 1 + pg_temp.pick(i, 35, 4000), 1 + pg_temp.pick(i, 36, 50000), 1 + least(pg_temp.pick(i, 37, 7), 4),
       case when i % 4 > 0 then
           (array['Sharp to the edge.', 'Der Reißverschluss hakt.', 'Les mésanges l''adorent !', '鳥がよく来ます。', 'Squirrel proof? No.'])
               [1 + pg_temp.pick(i, 38, 5)] || repeat(' Would buy again.', pg_temp.pick(i, 39, 12))
       end,
       timestamptz '2025-01-05 12:00+00' + make_interval(secs => pg_temp.pick(i, 40, 31000000)),
       case when i % 9 > 0 then 1.0 / (1 + pg_temp.pick(i, 41, 97)) end
from generate_series(1, 30000) as i;

insert into shop.web_event
select md5('event ' || i)::uuid,
       timestamptz '2025-11-01 00:00+00' + make_interval(secs => i * 43.2 + pg_temp.pick(i, 42, 1000000) / 1000000.0),
       case when i % 3 > 0 then 1 + pg_temp.pick(i, 43, 50000) end,
       (array['view', 'search', 'add to basket', 'checkout'])[1 + least(pg_temp.pick(i, 44, 9) / 2, 3)],
       jsonb_build_object('page', '/p/' || pg_temp.pick(i, 45, 4000), 'ms', pg_temp.pick(i, 46, 900), 'mobile', i % 2 = 0),
       case when i % 5 > 0 then array[pg_temp.pick(i, 47, 4000), pg_temp.pick(i, 48, 4000), null] end
from generate_series(1, 60000) as i;

insert into shop.type_sampler (id) values (1);
insert into shop.type_sampler values
    (2, true, 32767, 2147483647, 9223372036854775807, 'Infinity', 'Infinity', 9999999999999999999999999999.9999999999,
     123456789012345678901234567890.12345678901234567890, 'Größe 🦆', 'twenty characters ok', 'duck', 'z', 'a_name',
     '\x00ff00', 'infinity', '23:59:59.999999', '23:59:59.999999+15:59', 'infinity', 'infinity', '178000000 years',
     'ffffffff-ffff-ffff-ffff-ffffffffffff', '{"a":  1, "a": 2}', '{"birds": ["pintail", null]}', 4294967295, 'gold',
     'duck@example.org', array['a', null, '', 'with "quotes", {braces} and \'], array[[1.5, 2], [3, null]], '{guest,gold}'),
    (3, false, -32768, -2147483648, -9223372036854775808, '-Infinity', '-Infinity', -9999999999999999999999999999.9999999999,
     -0.00000000000000000001, '', '', '', '', '', '', '-infinity', '00:00', '00:00-15:59', '-infinity', '-infinity',
     '-178000000 years -5 days -0.000001 seconds', '00000000-0000-0000-0000-000000000000', 'null', 'null', 0, 'guest',
     'a@b', '{}', '{}', '{}'),
    (4, true, 0, 0, 0, 'NaN', 'NaN', 0, 0, E'tab\tand\nnewline', 'ä', ' in ', 'a', 'Name', '\xdeadbeef', '0044-03-15 BC',
     '12:34:56.789', '12:34:56.789+05:30', '0044-03-15 12:00 BC', '0044-03-15 12:00+00 BC', '1 mon 2 days 03:04:05.678901',
     '0190a7a0-7b6c-7def-8123-456789abcdef', '[1, 2.50, "x"]', '[1, 2.50, "x"]', 16384, 'silver', 'q@w', array['one'],
     array[['NaN', '-Infinity'], ['-0', '1e-300']]::double precision[], '{silver,null}');

insert into "Odd Names 🦆"."Order" values (1, 'spaces', 'Case', ';', 'dot', 'elephant'), (2, null, '', '''', '"', '🦆');
insert into "Odd Names 🦆"."says ""quack"", it's" values (1, 'mallard', 'still there');
