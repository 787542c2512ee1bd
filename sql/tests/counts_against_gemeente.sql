-- grain: gemeente x indicator x peiljaar
-- purpose: counts of the wijken add up to their gemeente, but for rounding and a bound
-- Only where every wijk has its figure; inhabitants are `wijken_against_gemeente`.
with

indicators as (
    select * from raw.indicator
    where unit = 'aantal' and half_width > 0 and indicator_id <> 'inwoners'
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
),

bounds as (
    select * from raw.bound
),

added as (
    select
        'GM' || substr(region_code, 3, 4) as gemeente_code,
        indicator_id,
        peiljaar,
        count(*) as n_wijken,
        sum(waarde) as wijken
    from figures
    where region_code like 'WK%'
    group by 'GM' || substr(region_code, 3, 4), indicator_id, peiljaar
    having count(*) = count(waarde)
)

select
    figures.region_code as gemeente_code,
    figures.indicator_id,
    figures.peiljaar,
    added.n_wijken,
    added.wijken,
    figures.waarde as gemeente,
    bounds.total_share as grens,
    'catalog/plausible.yaml' as grens_uit
from figures
cross join bounds
inner join added
    on
        figures.region_code = added.gemeente_code
        and figures.indicator_id = added.indicator_id
        and figures.peiljaar = added.peiljaar
where
    abs(added.wijken - figures.waarde)
    > greatest(bounds.total_share * figures.waarde, (added.n_wijken + 1) * figures.half_width)
order by figures.region_code, figures.indicator_id, figures.peiljaar
