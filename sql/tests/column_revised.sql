-- grain: indicator x peiljaar
-- purpose: the figures of a year are of the same order as the published edition had for that year
-- severity: blocks
-- The same areas and the same year: no growth explains another unit, or another column. What
-- rounding explains is no other order, nor are counts of a few people; a score may lie around 0,
-- where twice as high says nothing.
with

figures as (
    select * from intermediate.observation
    where waarde is not null and region_code like 'WK%'
),

before as (
    select * from raw.figure_before
    where waarde is not null
),

indicators as (
    select * from raw.indicator
),

bounds as (
    select * from raw.bound
),

pairs as (
    select
        figures.indicator_id,
        figures.peiljaar,
        indicators.unit,
        indicators.half_width,
        before.edition_id,
        count(*) as n_wijken,
        median(before.waarde) as midden_voor,
        median(figures.waarde) as midden
    from figures
    inner join before
        on
            figures.region_code = before.region_code
            and figures.boundary_year = before.boundary_year
            and figures.indicator_id = before.indicator_id
            and figures.peiljaar = before.peiljaar
    inner join indicators on figures.indicator_id = indicators.indicator_id
    where indicators.unit <> 'score'
    group by
        figures.indicator_id,
        figures.peiljaar,
        indicators.unit,
        indicators.half_width,
        before.edition_id
)

select
    pairs.indicator_id,
    pairs.peiljaar,
    pairs.n_wijken,
    pairs.midden_voor,
    pairs.midden,
    pairs.unit,
    pairs.edition_id as editie_voor,
    bounds.revised_column as grens,
    'catalog/plausible.yaml' as grens_uit
from pairs
cross join bounds
where
    pairs.n_wijken >= bounds.least_areas
    and pairs.midden_voor > 0
    and abs(pairs.midden - pairs.midden_voor)
    > if(pairs.unit = 'aantal', bounds.shift_count_least, 0)
    and (
        pairs.midden - pairs.half_width
        > bounds.revised_column * (pairs.midden_voor + pairs.half_width)
        or pairs.midden_voor - pairs.half_width
        > bounds.revised_column * (pairs.midden + pairs.half_width)
    )
order by pairs.indicator_id, pairs.peiljaar
