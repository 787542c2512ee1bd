-- grain: region x indicator
-- purpose: the newest filled year of each indicator, for the areas of the peiljaar
with

figures as (
    select * from intermediate.linked
),

filled as (
    select
        indicator_id,
        peiljaar,
        count(*) as n_wijken
    from figures
    where region_code like 'WK%' and waarde is not null
    group by indicator_id, peiljaar
),

current_wijken as (
    select count(distinct region_code) as n_wijken from figures
    where region_code like 'WK%'
),

parameters as (
    select * from raw.parameter
),

-- A file of one gemeente fills a year for that gemeente only: it cannot set the scale of the land.
newest as (
    select
        filled.indicator_id,
        max(filled.peiljaar) as peiljaar
    from filled
    cross join current_wijken
    cross join parameters
    where filled.n_wijken >= parameters.min_filled * current_wijken.n_wijken
    group by filled.indicator_id
)

select
    figures.region_code,
    figures.indicator_id,
    figures.peiljaar,
    figures.boundary_year,
    figures.waarde,
    figures.waarde_low,
    figures.waarde_high,
    figures.waarde_status,
    figures.n,
    figures.boundary_change,
    figures.snapshot_id
from figures
inner join newest
    on
        figures.indicator_id = newest.indicator_id
        and figures.peiljaar = newest.peiljaar
order by figures.region_code, figures.indicator_id
