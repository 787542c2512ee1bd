-- grain: wijk x comparable wijk
-- purpose: which wijken elsewhere are most like ours, to call and ask how they do it
select
    own.region_naam as wijk,
    comparable.rank as volgorde,
    other.region_naam as lijkt_op,
    other.gemeente_code,
    round(comparable.distance, 2) as afstand
from comparable
inner join region_now as own on comparable.region_code = own.region_code
inner join region_now as other on comparable.comparable_code = other.region_code
where
    own.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
    and other.gemeente_code != own.gemeente_code
    and comparable.rank <= 5
order by own.region_code, comparable.rank
