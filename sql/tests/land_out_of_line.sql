-- grain: peiljaar
-- purpose: inhabitants of the land fit its gemeenten (1%) and the year before (5% a year)
-- severity: blocks
-- Gemeenten add up exactly in every year seen. Files are left out: a file may hold one gemeente,
-- and rows that it broke are told where it is read.
with

figures as (
    select
        region_code,
        peiljaar,
        waarde
    from intermediate.measured
    where
        indicator_id = 'inwoners'
        and waarde is not null
        and not starts_with(snapshot_id, 'bestand/')
),

parameters as (
    select * from raw.parameter
),

lands as (
    select
        peiljaar,
        waarde as inwoners,
        lag(peiljaar) over (order by peiljaar) as peiljaar_before,
        lag(waarde) over (order by peiljaar) as inwoners_before
    from figures
    where region_code = 'NL00'
),

added as (
    select
        peiljaar,
        count(*) as n_gemeenten,
        sum(waarde) as inwoners_gemeenten
    from figures
    where region_code like 'GM%'
    group by peiljaar
)

select
    lands.peiljaar,
    lands.inwoners,
    lands.inwoners_before,
    added.n_gemeenten,
    added.inwoners_gemeenten
from lands
inner join parameters on lands.peiljaar = parameters.peiljaar
left join added on lands.peiljaar = added.peiljaar
where
    abs(coalesce(added.inwoners_gemeenten, 0) - lands.inwoners) > 0.01 * lands.inwoners
    or abs(lands.inwoners - lands.inwoners_before)
    > 0.05 * (lands.peiljaar - lands.peiljaar_before) * lands.inwoners_before
order by lands.peiljaar
