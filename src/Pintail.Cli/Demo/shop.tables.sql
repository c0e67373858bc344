-- The demo's shop: types and tables. Keys and foreign keys come after the rows (shop.keys.sql), which is faster.
-- Between them the tables hold every type that Pintail copies as itself, and some names that only quoting survives.
create schema shop;
comment on schema shop is 'A year of a mail-order shop for bird watchers';

create domain shop.email_address as text check (value ~ '^[^@ ]+@[^@ ]+$');
create domain shop.money_amount as numeric(12, 2);
create type shop.customer_tier as enum ('guest', 'regular', 'silver', 'gold');
create type shop.order_status as enum ('placed', 'paid', 'packed', 'shipped', 'delivered', 'returned');
create type shop.payment_method as enum ('card', 'bank transfer', 'invoice', 'gift card');

create table shop.country (
    code char(2) not null,
    name text not null,
    currency char(3) not null,
    vat numeric(4, 2) not null,
    calling_codes smallint[] not null,
    ships_by_air boolean not null,
    zone "char" not null
);

create table shop.category (
    id smallint not null,
    parent_id smallint,
    name varchar(40) not null,
    path text[] not null
);

create table shop.supplier (
    id integer not null,
    name text not null,
    contact name not null,
    rating real,
    opens time not null,
    answers_until timetz not null,
    contract_ends timestamptz not null
);
comment on column shop.supplier.contract_ends is 'infinity: until one of us gives notice';

create table shop.product (
    id integer not null,
    sku varchar(12) not null,
    name text not null,
    category_id smallint not null,
    supplier_id integer not null,
    price numeric(10, 2) not null,
    weight_kg real,
    magnification numeric,
    attributes json not null,
    prices_by_tier integer[][] not null,
    thumbnail bytea,
    sold_until date not null
);
comment on column shop.product.prices_by_tier is 'Cents: a row per tier, a column per 1, 10 and 100 pieces';

create table shop.warehouse (
    id smallint not null,
    name text not null,
    country_code char(2) not null,
    area_m2 double precision not null
);

create table shop.stock (
    product_id integer not null,
    warehouse_id smallint not null,
    quantity integer not null,
    shelf "char" not null,
    counted_at timestamp not null,
    lead_time interval not null
);

create table shop.customer (
    id bigint not null,
    public_id uuid not null,
    full_name varchar(80) not null,
    email shop.email_address,
    country_code char(2) not null,
    tier shop.customer_tier not null,
    born date,
    signed_up timestamptz not null,
    newsletter boolean,
    preferences jsonb not null,
    tags text[]
);

create table shop.orders (
    id bigint not null,
    placed_on date not null,
    placed_at timestamptz not null,
    customer_id bigint not null,
    status shop.order_status not null,
    coupon text,
    gift boolean not null
) partition by range (placed_on);
comment on table shop.orders is 'One partition for each month';

do $$
begin
    for month in 1..12 loop
        execute format(
            'create table shop.orders_2025_%s partition of shop.orders for values from (%L) to (%L)',
            to_char(month, 'FM00'),
            make_date(2025, month, 1),
            make_date(2025, month, 1) + interval '1 month'
        );
    end loop;
end
$$;

create table shop.order_line (
    order_id bigint not null,
    placed_on date not null,
    line_number smallint not null,
    product_id integer not null,
    quantity smallint not null,
    unit_price numeric(10, 2) not null,
    discount numeric(4, 2) not null
);

create table shop.payment (
    id uuid not null,
    order_id bigint not null,
    placed_on date not null,
    method shop.payment_method not null,
    amount shop.money_amount not null,
    paid_at timestamptz not null,
    fraud_score double precision,
    receipt text
);

create table shop.shipment (
    id integer not null,
    order_id bigint not null,
    placed_on date not null,
    warehouse_id smallint not null,
    carrier char(8) not null,
    packed_at timestamp not null,
    arrives_at timestamp,
    transit interval,
    weight_kg real not null
);

create table shop.review (
    id integer not null,
    product_id integer not null,
    customer_id bigint not null,
    stars smallint not null,
    body text,
    written_at timestamptz not null,
    helpful double precision
);

create table shop.web_event (
    id uuid not null,
    happened_at timestamptz not null,
    customer_id bigint,
    kind text not null,
    properties jsonb not null,
    seen_products integer[]
);

-- One row for each corner of each type.
create table shop.type_sampler (
    id integer not null,
    a_bool boolean,
    an_int2 smallint,
    an_int4 integer,
    an_int8 bigint,
    a_float4 real,
    a_float8 double precision,
    a_numeric numeric(38, 10),
    a_numeric_unbounded numeric,
    a_text text,
    a_varchar varchar(20),
    a_char char(6),
    a_byte_char "char",
    a_name name,
    a_bytea bytea,
    a_date date,
    a_time time,
    a_timetz timetz,
    a_timestamp timestamp,
    a_timestamptz timestamptz,
    an_interval interval,
    a_uuid uuid,
    a_json json,
    a_jsonb jsonb,
    an_oid oid,
    an_enum shop.customer_tier,
    a_domain shop.email_address,
    an_array text[],
    a_matrix double precision[][],
    an_array_of_enum shop.customer_tier[]
);

create schema "Odd Names 🦆";
create table "Odd Names 🦆"."Order" (
    "select" integer not null,
    "two words" text,
    "Mixed Case" text,
    "semi;colon" text,
    "a.b" text,
    "🐘" text
);
create table "Odd Names 🦆"."says ""quack"", it's" (
    "it's" integer not null,
    "a ""quoted"" column" text,
    "drop table shop.orders; --" text
);
