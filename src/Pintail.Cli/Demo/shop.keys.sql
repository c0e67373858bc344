-- Keys, foreign keys and views over the loaded rows; the views are for Pintail to skip and say so.
alter table shop.country add primary key (code);
alter table shop.category add primary key (id), add foreign key (parent_id) references shop.category;
alter table shop.supplier add primary key (id);
alter table shop.product add primary key (id), add unique (sku),
    add foreign key (category_id) references shop.category, add foreign key (supplier_id) references shop.supplier;
alter table shop.warehouse add primary key (id), add foreign key (country_code) references shop.country;
alter table shop.stock add primary key (product_id, warehouse_id),
    add foreign key (product_id) references shop.product, add foreign key (warehouse_id) references shop.warehouse;
alter table shop.customer add primary key (id), add foreign key (country_code) references shop.country;
alter table shop.orders add primary key (id, placed_on), add foreign key (customer_id) references shop.customer;
alter table shop.order_line add primary key (order_id, line_number),
    add foreign key (order_id, placed_on) references shop.orders, add foreign key (product_id) references shop.product;
alter table shop.payment add primary key (id), add foreign key (order_id, placed_on) references shop.orders;
alter table shop.shipment add primary key (id),
    add foreign key (order_id, placed_on) references shop.orders, add foreign key (warehouse_id) references shop.warehouse;
alter table shop.review add primary key (id),
    add foreign key (product_id) references shop.product, add foreign key (customer_id) references shop.customer;
alter table shop.web_event add primary key (id);
alter table shop.type_sampler add primary key (id);
alter table "Odd Names 🦆"."Order" add primary key ("select");

create view shop.late_shipment as
select id, order_id, carrier, transit from shop.shipment where transit > interval '7 days';

create materialized view shop.best_seller as
select product_id, sum(quantity) as pieces from shop.order_line group by product_id order by pieces desc limit 100;
