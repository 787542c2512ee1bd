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

filled as (
    select
        observations.indicator_id,
        observations.peiljaar,
        count(*) as n_wijken
    from observations
    inner join regions on observations.region_code = regions.region_code
    where regions.level = 'wijk' and observations.waarde is not null
    group by observations.indicator_id, observations.peiljaar
),

current_wijken as (
    select count(*) as n_wijken from regions
    where level = 'wijk'
),

-- A file of one gemeente fills a year for that gemeente only: it cannot set the scale of the land.
newest as (
    select
        filled.indicator_id,
        max(filled.peiljaar) as peiljaar
    from filled
    cross join current_wijken
    where filled.n_wijken >= 0.1 * current_wijken.n_wijken
    group by filled.indicator_id
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
