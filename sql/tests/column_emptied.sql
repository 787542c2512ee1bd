-- grain: indicator x peiljaar
-- purpose: no figure of a year is empty everywhere that the published edition had filled
-- severity: blocks
-- CBS fills a table in instalments, and never empties it again. Empty in a new year is
-- `column_missing`.
with

before as (
    select
        edition_id,
        indicator_id,
        peiljaar,
        count(*) as n_voor
    from raw.figure_before
    where waarde is not null
    group by edition_id, indicator_id, peiljaar
),

figures as (
    select
        indicator_id,
        peiljaar,
        count(waarde) as n_nu
    from intermediate.observation
    group by indicator_id, peiljaar
),

sources as (
    select
        indicators.indicator_id,
        figures.peiljaar
    from intermediate.measured as figures
    inner join raw.indicator as indicators on figures.indicator_id = indicators.indicator_id
    group by indicators.indicator_id, figures.peiljaar
)

select
    before.indicator_id,
    before.peiljaar,
    before.n_voor,
    before.edition_id
from before
-- A year that is no longer fetched, or a table that did not come, is another matter.
inner join sources
    on
        before.indicator_id = sources.indicator_id
        and before.peiljaar = sources.peiljaar
left join figures
    on
        before.indicator_id = figures.indicator_id
        and before.peiljaar = figures.peiljaar
where coalesce(figures.n_nu, 0) = 0
order by before.indicator_id, before.peiljaar
