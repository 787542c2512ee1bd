-- grain: source x peiljaar
-- purpose: a source does not give the figures of another year under a new year
-- severity: blocks
-- Blocks when most figures of the source repeat themselves in nearly all wijken, and at least two
-- do. One figure alone is `column_repeated`: figures come in instalments, so that it may be the
-- only one of its source in these two years.
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
        source_id,
        indicator_id,
        jaar_voor,
        peiljaar,
        count(*) as n_wijken,
        avg(if(waarde = waarde_voor, 1, 0)) as same
    from steps
    group by source_id, indicator_id, jaar_voor, peiljaar
    -- A column of few values repeats itself by nature.
    having count(distinct waarde) >= 10
),

sources as (
    select
        columns.source_id,
        columns.jaar_voor,
        columns.peiljaar,
        count(*) as n_cijfers,
        count_if(columns.same >= bounds.same_share) as n_herhaald,
        avg(if(columns.same >= bounds.same_share, 1, 0)) as herhaald,
        any_value(bounds.same_columns) as grens
    from columns
    cross join bounds
    where columns.n_wijken >= bounds.least_areas
    group by columns.source_id, columns.jaar_voor, columns.peiljaar
)

select
    source_id,
    jaar_voor,
    peiljaar,
    n_cijfers,
    herhaald,
    grens,
    'catalog/plausible.yaml' as grens_uit
from sources
where herhaald >= grens and n_herhaald >= 2
order by source_id, peiljaar
