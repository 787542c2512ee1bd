-- grain: region x indicator
-- purpose: the newest filled year of each indicator, for the regions of the peiljaar, by equal code
with

observations as (
    select * from intermediate.observation
),

regions as (
    select * from intermediate.region
    where is_current
),

newest as (
    select
        observations.indicator_id,
        max(observations.peiljaar) as peiljaar
    from observations
    inner join regions on observations.region_code = regions.region_code
    where regions.level = 'wijk' and observations.waarde is not null
    group by observations.indicator_id
)

select
    observations.region_code,
    observations.indicator_id,
    observations.peiljaar,
    observations.boundary_year,
    observations.waarde,
    observations.waarde_low,
    observations.waarde_high,
    observations.waarde_status,
    observations.n,
    observations.snapshot_id
from observations
inner join newest
    on
        observations.indicator_id = newest.indicator_id
        and observations.peiljaar = newest.peiljaar
inner join regions on observations.region_code = regions.region_code
order by observations.region_code, observations.indicator_id
