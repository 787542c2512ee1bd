-- grain: source
-- purpose: the newest figures of a source are no older than is usual for it
with

usual as (
    select * from raw.usual_age
),

parameters as (
    select * from raw.parameter
),

indicators as (
    select * from raw.indicator
),

newest as (
    select
        indicators.source_id,
        max(figures.peiljaar) as nieuwste
    from intermediate.measured as figures
    inner join indicators on figures.indicator_id = indicators.indicator_id
    where figures.waarde is not null
    group by indicators.source_id
)

select
    newest.source_id,
    newest.nieuwste,
    parameters.peiljaar,
    usual.years as jaren_gewoon,
    'catalog/plausible.yaml' as grens_uit
from newest
cross join parameters
inner join usual on newest.source_id = usual.source_id
where newest.nieuwste < parameters.peiljaar - usual.years
order by newest.source_id
