-- grain: region x boundary_year
-- purpose: wijken whose inhabitants changed too much in a year, so that older figures are left out
with

regions as (
    select * from intermediate.region
    where level = 'wijk' and inwoners is not null
),

parameters as (
    select * from raw.parameter
)

select
    later.region_code,
    later.boundary_year,
    earlier.inwoners as inwoners_before,
    later.inwoners
from regions as later
cross join parameters
inner join regions as earlier
    on
        later.region_code = earlier.region_code
        and later.boundary_year = earlier.boundary_year + 1
where
    abs(later.inwoners - earlier.inwoners) > parameters.jump_people
    and abs(later.inwoners - earlier.inwoners)
    > parameters.jump_people_share * greatest(later.inwoners, earlier.inwoners)
order by later.region_code, later.boundary_year
