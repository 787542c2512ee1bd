-- grain: peiljaar
-- purpose: inhabitants of the gemeenten add up to the land exactly (so they did in every year)
with

figures as (
    select * from intermediate.measured
    where indicator_id = 'inwoners' and waarde is not null
),

added as (
    select
        peiljaar,
        count(*) as n_gemeenten,
        cast(sum(cast(waarde as bigint)) as bigint) as inwoners_gemeenten
    from figures
    where region_code like 'GM%'
    group by peiljaar
),

lands as (
    select
        peiljaar,
        cast(waarde as bigint) as inwoners_land
    from figures
    where region_code = 'NL00'
)

select
    added.peiljaar,
    added.n_gemeenten,
    added.inwoners_gemeenten,
    lands.inwoners_land
from added
left join lands on added.peiljaar = lands.peiljaar
where added.inwoners_gemeenten is distinct from lands.inwoners_land
order by added.peiljaar
