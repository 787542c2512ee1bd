-- grain: indicator
-- purpose: the middle of a figure over all wijken moves further than the years between explain
-- A wrong unit is `unit_out_of_line`, which blocks; this is what is smaller, such as a column that
-- counts other people. Bounds, and what was seen, stand in catalog/plausible.yaml.
with

steps as (
    select * from intermediate.year_step
    where
        region_code like 'WK%'
        and unit in ('%', 'aantal', 'x 1.000 euro', 'per 1.000', 'per km²', 'gemiddeld')
),

bounds as (
    select * from raw.bound
),

middles as (
    select
        indicator_id,
        unit,
        jaar_voor,
        peiljaar,
        count(*) as n_wijken,
        median(waarde_voor) as midden_voor,
        median(waarde) as midden
    from steps
    group by indicator_id, unit, jaar_voor, peiljaar
)

select
    middles.indicator_id,
    middles.jaar_voor,
    middles.midden_voor,
    middles.peiljaar,
    middles.midden,
    middles.unit,
    middles.n_wijken,
    (middles.peiljaar - middles.jaar_voor)
    * if(middles.unit = '%', bounds.shift_points_year, bounds.shift_share_year) as grens,
    'catalog/plausible.yaml' as grens_uit
from middles
cross join bounds
where
    middles.n_wijken >= bounds.least_areas
    and if(
        middles.unit = '%',
        abs(middles.midden - middles.midden_voor)
        > bounds.shift_points_year * (middles.peiljaar - middles.jaar_voor),
        middles.midden > 0
        and middles.midden_voor > 0
        and abs(middles.midden - middles.midden_voor)
        > if(middles.unit = 'aantal', bounds.shift_count_least, 0)
        and abs(ln(middles.midden / middles.midden_voor))
        > (middles.peiljaar - middles.jaar_voor) * ln(1 + bounds.shift_share_year)
    )
order by middles.indicator_id
