-- grain: region
-- purpose: inhabited wijken of the peiljaar that the map leaves out, where there is a map at all
with

regions as (
    select * from intermediate.region
),

shapes as (
    select * from staging.shape
),

counted as (
    select count(*) as n_shapes
    from shapes
)

select
    regions.region_code,
    regions.region_naam,
    regions.inwoners
from regions
cross join counted
left join shapes on regions.region_code = shapes.region_code
where
    regions.is_current
    and regions.level = 'wijk'
    and regions.inwoners > 0
    and shapes.region_code is null
    and counted.n_shapes > 0
order by regions.region_code
