-- grain: region x boundary_year x indicator x peiljaar
-- purpose: a figure of the same area and year differs little from the published edition
-- Beyond rounding: a revision of one figure warns, one of a whole column is `column_revised`.
with

figures as (
    select * from intermediate.observation
    where waarde is not null
),

before as (
    select * from raw.figure_before
    where waarde is not null
),

indicators as (
    select * from raw.indicator
    where kind <> 'model'
),

bounds as (
    select * from raw.bound
)

select
    figures.region_code,
    figures.indicator_id,
    figures.peiljaar,
    before.waarde as waarde_voor,
    figures.waarde,
    indicators.unit,
    before.edition_id as editie_voor,
    if(indicators.unit = '%', bounds.revised_points, bounds.revised_share) as grens,
    'catalog/plausible.yaml' as grens_uit
from figures
inner join before
    on
        figures.region_code = before.region_code
        and figures.boundary_year = before.boundary_year
        and figures.indicator_id = before.indicator_id
        and figures.peiljaar = before.peiljaar
inner join indicators on figures.indicator_id = indicators.indicator_id
cross join bounds
where
    greatest(
        figures.waarde_low - before.waarde_high, before.waarde_low - figures.waarde_high
    ) > if(
        indicators.unit = '%',
        bounds.revised_points,
        bounds.revised_share * greatest(abs(figures.waarde), abs(before.waarde))
    )
order by figures.region_code, figures.indicator_id, figures.peiljaar
