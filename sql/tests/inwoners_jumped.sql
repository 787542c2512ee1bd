-- grain: region x boundary_year
-- purpose: wijken whose inhabitants changed by more than a quarter and 500 in a year: another area?
with

regions as (
    select * from intermediate.region
    where level = 'wijk' and inwoners is not null
)

select
    later.region_code,
    later.boundary_year,
    earlier.inwoners as inwoners_before,
    later.inwoners
from regions as later
inner join regions as earlier
    on
        later.region_code = earlier.region_code
        and later.boundary_year = earlier.boundary_year + 1
where
    abs(later.inwoners - earlier.inwoners) > 500
    and abs(later.inwoners - earlier.inwoners) > 0.25 * greatest(later.inwoners, earlier.inwoners)
order by later.region_code, later.boundary_year
