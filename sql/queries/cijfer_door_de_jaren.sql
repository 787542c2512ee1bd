-- grain: wijk x peiljaar
-- purpose: one figure of every wijk through the years, on the boundaries of now where they held
-- A value that is missing says why in waarde_status; it is never 0. Choose another indicator_id.
select
    region_now.region_naam as wijk,
    region_now.region_code,
    observation_now.peiljaar,
    observation_now.waarde,
    observation_now.waarde_status
from observation_now
inner join region_now on observation_now.region_code = region_now.region_code
where
    observation_now.indicator_id = 'inwoners'
    and region_now.level = 'wijk'
    and region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
order by region_now.region_code, observation_now.peiljaar
