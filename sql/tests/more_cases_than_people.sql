-- grain: region x indicator x peiljaar
-- purpose: quotients that were cut off because there are more cases than people, rounding apart
with

parts as (
    select * from raw.derived
    where part = 'teller'
),

figures as (
    select * from intermediate.measured
),

rates as (
    select * from intermediate.rate
)

select
    rates.region_code,
    rates.indicator_id,
    rates.peiljaar,
    figures.waarde as cases,
    rates.n as people
from rates
inner join parts on rates.indicator_id = parts.indicator_id
inner join figures
    on
        parts.component = figures.indicator_id
        and rates.region_code = figures.region_code
        and rates.peiljaar = figures.peiljaar
where rates.waarde_status = 'ok' and figures.waarde_low > rates.n
order by rates.region_code, rates.indicator_id, rates.peiljaar
