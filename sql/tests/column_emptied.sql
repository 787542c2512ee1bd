-- grain: indicator x peiljaar
-- purpose: no figure of a year is empty everywhere that the published edition had filled
-- severity: blocks
-- CBS fills a table in instalments, and never empties it again. Empty in a new year is
-- `column_missing`.
with

received as (
    select
        region_code,
        boundary_year,
        indicator_id,
        peiljaar
    from intermediate.measured
),

-- Only areas that are read again: after a change of gemeenten the new ones may never have had it,
-- and a year that is no longer fetched, or a table that did not come, is another matter.
before as (
    select
        published.edition_id,
        published.indicator_id,
        published.peiljaar,
        count(*) as n_voor
    from raw.figure_before as published
    inner join received
        on
            published.region_code = received.region_code
            and published.boundary_year = received.boundary_year
            and published.indicator_id = received.indicator_id
            and published.peiljaar = received.peiljaar
    where published.waarde is not null
    group by published.edition_id, published.indicator_id, published.peiljaar
),

figures as (
    select
        indicator_id,
        peiljaar,
        count(waarde) as n_nu
    from intermediate.observation
    group by indicator_id, peiljaar
)

select
    before.indicator_id,
    before.peiljaar,
    before.n_voor,
    before.edition_id
from before
left join figures
    on
        before.indicator_id = figures.indicator_id
        and before.peiljaar = figures.peiljaar
where coalesce(figures.n_nu, 0) = 0
order by before.indicator_id, before.peiljaar
