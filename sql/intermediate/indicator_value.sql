-- grain: region x indicator
-- purpose: the newest filled year of each indicator, for the areas of the peiljaar
with

figures as (
    select * from intermediate.linked
),

newest as (
    select
        indicator_id,
        max(peiljaar) as peiljaar
    from figures
    where region_code like 'WK%' and waarde is not null
    group by indicator_id
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
