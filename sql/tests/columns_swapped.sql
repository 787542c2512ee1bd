-- grain: indicator x indicator
-- purpose: two figures of a source do not stand in each other's place
-- severity: blocks
-- Each then fits the other's year before better than its own, over all wijken together. Blocks,
-- because no change among people does that to two figures at once. What rounding of both years
-- explains is no distance: small counts in tens often trade places.
with

steps as (
    select
        region_code,
        indicator_id,
        source_id,
        unit,
        jaar_voor,
        peiljaar,
        waarde_voor,
        waarde
    from intermediate.year_step
    where region_code like 'WK%' and unit in ('%', 'aantal')
),

bounds as (
    select * from raw.bound
),

indicators as (
    select * from raw.indicator
),

distances as (
    select
        one.indicator_id,
        other.indicator_id as other_id,
        one.jaar_voor,
        one.peiljaar,
        count(*) as n_wijken,
        median(abs(one.waarde - one.waarde_voor)) as own,
        median(abs(one.waarde - other.waarde_voor)) as to_other
    from steps as one
    inner join steps as other
        on
            one.region_code = other.region_code
            and one.source_id = other.source_id
            and one.unit = other.unit
            and one.jaar_voor = other.jaar_voor
            and one.peiljaar = other.peiljaar
            and one.indicator_id <> other.indicator_id
    group by one.indicator_id, other.indicator_id, one.jaar_voor, one.peiljaar
)

select
    one.indicator_id,
    one.other_id,
    one.jaar_voor,
    one.peiljaar,
    one.n_wijken,
    one.own as afstand_eigen,
    one.to_other as afstand_ander,
    bounds.swap_share as grens,
    'catalog/plausible.yaml' as grens_uit
from distances as one
cross join bounds
inner join distances as other
    on
        one.indicator_id = other.other_id
        and one.other_id = other.indicator_id
inner join indicators on one.indicator_id = indicators.indicator_id
inner join indicators as twin on one.other_id = twin.indicator_id
where
    one.indicator_id < one.other_id
    and one.own > 2 * indicators.half_width
    and other.own > 2 * twin.half_width
    and one.n_wijken >= bounds.least_areas
    and one.to_other < bounds.swap_share * one.own
    and other.to_other < bounds.swap_share * other.own
order by one.indicator_id, one.other_id
