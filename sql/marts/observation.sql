-- grain: region x boundary_year x indicator x peiljaar
-- purpose: the figures of the published regions
with

observations as (
    select * from intermediate.observation
),

regions as (
    select * from marts.region
)

select
    observations.region_code,
    observations.boundary_year,
    observations.indicator_id,
    observations.peiljaar,
    observations.waarde,
    observations.waarde_low,
    observations.waarde_high,
    observations.waarde_status,
    observations.n,
    observations.snapshot_id
from observations
inner join regions
    on
        observations.region_code = regions.region_code
        and observations.boundary_year = regions.boundary_year
order by
    observations.region_code,
    observations.boundary_year,
    observations.indicator_id,
    observations.peiljaar
