-- grain: indicator
-- purpose: what a table holds from its first day is filled in the newest year too
-- Most columns come later (income, education, care): these are the ones that do not wait.
with

first_ones as (
    select * from raw.first_day
),

parameters as (
    select * from raw.parameter
),

figures as (
    select
        figures.indicator_id,
        figures.peiljaar,
        count(figures.waarde) as n_filled
    from intermediate.measured as figures
    inner join first_ones on figures.indicator_id = first_ones.indicator_id
    where figures.region_code like 'WK%'
    group by figures.indicator_id, figures.peiljaar
),

before as (
    select
        figures.indicator_id,
        max(figures.peiljaar) as jaar_voor
    from figures
    cross join parameters
    where figures.peiljaar < parameters.peiljaar and figures.n_filled > 0
    group by figures.indicator_id
)

select
    before.indicator_id,
    before.jaar_voor,
    parameters.peiljaar,
    'catalog/plausible.yaml' as grens_uit
from before
cross join parameters
left join figures
    on
        before.indicator_id = figures.indicator_id
        and parameters.peiljaar = figures.peiljaar
where coalesce(figures.n_filled, 0) = 0
order by before.indicator_id
