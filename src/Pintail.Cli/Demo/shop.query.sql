select
    c.name as country,
    date_trunc('month', o.placed_on)::date as month,
    count(distinct o.id) as orders,
    round(sum(l.quantity * l.unit_price * (1 - l.discount)), 2) as revenue
from shop.orders as o
join shop.order_line as l on l.order_id = o.id and l.placed_on = o.placed_on
join shop.customer as cu on cu.id = o.customer_id
join shop.country as c on c.code = cu.country_code
join shop.product as p on p.id = l.product_id
where p.category_id between 5 and 7
group by c.name, month
order by revenue desc, country, month
limit 10
