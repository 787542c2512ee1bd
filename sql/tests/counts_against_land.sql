-- grain: indicator x peiljaar
-- purpose: counts of the gemeenten add up to the land, but for a bound
-- Only where every gemeente has its figure; inhabitants are `gemeenten_against_land`.
with

indicators as (
    select * from raw.indicator
    where unit = 'aantal' and indicator_id <> 'inwoners'
),

figures as (
    select
        figures.region_code,
        figures.indicator_id,
        figures.peiljaar,
        figures.waarde,
        indicators.half_width
    from intermediate.measured as figures
    inner join indicators on figures.indicator_id = indicators.indicator_id
    where not starts_with(figures.snapshot_id, 'bestand/')
),

bounds as (
    select * from raw.bound
),

added as (
    select
        indicator_id,
        peiljaar,
        count(*) as n_gemeenten,
        sum(waarde) as gemeenten
    from figures
    where region_code like 'GM%'
    group by indicator_id, peiljaar
    having count(*) = count(waarde)
)

select
    figures.indicator_id,
    figures.peiljaar,
    added.n_gemeenten,
    added.gemeenten,
    figures.waarde as land,
    bounds.total_share as grens,
    'catalog/plausible.yaml' as grens_uit
from figures
cross join bounds
inner join added
    on
        figures.indicator_id = added.indicator_id
        and figures.peiljaar = added.peiljaar
where
    figures.region_code = 'NL00'
    and abs(added.gemeenten - figures.waarde)
    > greatest(bounds.total_share * figures.waarde, (added.n_gemeenten + 1) * figures.half_width)
order by figures.indicator_id, figures.peiljaar
