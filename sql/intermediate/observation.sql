-- grain: region x boundary_year x indicator x peiljaar
-- purpose: all figures on their own boundaries, and what was brought from those to the ones of now
with

figures as (
    select * from intermediate.figure
),

linked as (
    select * from intermediate.linked
),

parameters as (
    select * from raw.parameter
),

brought as (
    select linked.*
    from linked
    inner join parameters on linked.boundary_year = parameters.peiljaar
    where linked.boundary_change <> 'ongewijzigd'
),

together as (
    select * from figures
    union all by name
    select * exclude (boundary_change) from brought
)

select
    region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    waarde,
    waarde_low,
    waarde_high,
    waarde_status,
    n,
    snapshot_id
from together
order by region_code, boundary_year, indicator_id, peiljaar
