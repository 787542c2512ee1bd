-- grain: region
-- purpose: codes on the map that the kerncijfers of the peiljaar do not have
with

shapes as (
    select * from staging.shape
),

regions as (
    select * from intermediate.region
)

select
    shapes.region_code,
    shapes.geometry_year
from shapes
left join regions on shapes.region_code = regions.region_code and regions.is_current
where regions.region_code is null
order by shapes.region_code
