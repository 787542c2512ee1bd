-- grain: indicator
-- purpose: a figure is not the same as in another year in nearly all wijken
-- Warns: a publisher may carry one figure over until the new one is there.
with

steps as (
    select * from intermediate.year_step
    where
        region_code like 'WK%'
        and unit in ('%', 'aantal', 'x 1.000 euro', 'per 1.000')
        -- What is rare is 0 in most wijken, in every year.
        and (waarde <> 0 or waarde_voor <> 0)
),

bounds as (
    select * from raw.bound
),

columns as (
    select
        indicator_id,
        jaar_voor,
        peiljaar,
        count(*) as n_wijken,
        avg(if(waarde = waarde_voor, 1, 0)) as gelijk
    from steps
    group by indicator_id, jaar_voor, peiljaar
    having count(distinct waarde) >= 10
)

select
    columns.indicator_id,
    columns.jaar_voor,
    columns.peiljaar,
    columns.n_wijken,
    columns.gelijk,
    bounds.same_share as grens,
    'catalog/plausible.yaml' as grens_uit
from columns
cross join bounds
where
    columns.n_wijken >= bounds.least_areas
    and columns.gelijk >= bounds.same_share
order by columns.indicator_id
