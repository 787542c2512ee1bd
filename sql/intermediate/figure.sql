-- grain: region x indicator x peiljaar
-- purpose: every figure on its own boundaries, with the number of people or households behind it
with

measured as (
    select * from intermediate.measured
),

summed as (
    select * from intermediate.summed
),

rates as (
    select * from intermediate.rate
),

indicators as (
    select * from raw.indicator
),

counts as (
    select
        region_code,
        indicator_id,
        peiljaar,
        waarde
    from measured
    union all
    select
        region_code,
        indicator_id,
        peiljaar,
        waarde
    from summed
),

counted as (
    select
        measured.*,
        counts.waarde as n
    from measured
    inner join indicators on measured.indicator_id = indicators.indicator_id
    left join counts
        on
            indicators.denominator = counts.indicator_id
            and measured.region_code = counts.region_code
            and measured.peiljaar = counts.peiljaar
),

together as (
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
    from counted
    union all
    select
        region_code,
        indicator_id,
        peiljaar,
        boundary_year,
        waarde,
        waarde_low,
        waarde_high,
        waarde_status,
        null as n,
        snapshot_id
    from summed
    union all
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
    from rates
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
order by region_code, indicator_id, peiljaar
