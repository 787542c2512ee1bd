-- grain: region x indicator x peiljaar
-- purpose: quotients, such as bijstand per 1,000 people of working age
with

parts as (
    select * from raw.derived
    where part in ('teller', 'noemer')
),

parameters as (
    select * from raw.parameter
),

figures as (
    select * from intermediate.measured
),

numerators as (
    select
        parts.indicator_id,
        parts.factor,
        figures.region_code,
        figures.peiljaar,
        figures.boundary_year,
        figures.waarde,
        figures.waarde_low,
        figures.waarde_high,
        figures.waarde_status,
        figures.snapshot_id
    from parts
    inner join figures on parts.component = figures.indicator_id
    where parts.part = 'teller'
),

counted as (
    select
        indicator_id,
        count(*) as n_parts
    from parts
    where part = 'noemer'
    group by indicator_id
),

denominators as (
    select
        parts.indicator_id,
        figures.region_code,
        figures.peiljaar,
        figures.boundary_year,
        count(figures.waarde) as n_found,
        cast(sum(cast(figures.waarde as decimal(18, 4))) as double) as n,
        cast(sum(cast(figures.waarde_low as decimal(18, 4))) as double) as n_low,
        cast(sum(cast(figures.waarde_high as decimal(18, 4))) as double) as n_high,
        -- The first of these words explains the rest: what nobody published is not kept secret.
        min_by(
            figures.waarde_status,
            list_position(
                ['not_published', 'not_asked', 'not_applicable', 'suppressed'],
                figures.waarde_status
            )
        ) filter (figures.waarde is null and figures.waarde_status <> 'censored') as missing_status,
        bool_or(figures.waarde_status = 'censored') as is_secret
    from parts
    inner join figures on parts.component = figures.indicator_id
    where parts.part = 'noemer'
    group by parts.indicator_id, figures.region_code, figures.peiljaar, figures.boundary_year
),

judged as (
    select
        numerators.region_code,
        numerators.indicator_id,
        numerators.peiljaar,
        numerators.boundary_year,
        numerators.snapshot_id,
        numerators.factor,
        numerators.waarde,
        numerators.waarde_low,
        numerators.waarde_high,
        if(denominators.n_found = counted.n_parts, denominators.n, null) as n,
        denominators.n_low,
        denominators.n_high,
        case
            when numerators.waarde_status in ('not_published', 'not_asked')
                then numerators.waarde_status
            when coalesce(denominators.n_found, 0) < counted.n_parts
                then coalesce(
                    denominators.missing_status,
                    if(denominators.is_secret, 'suppressed', 'not_published')
                )
            when denominators.n = 0 then 'not_applicable'
            when denominators.n < parameters.min_denominator then 'too_small'
            else numerators.waarde_status
        end as waarde_status
    from numerators
    left join denominators
        on
            numerators.indicator_id = denominators.indicator_id
            and numerators.region_code = denominators.region_code
            and numerators.peiljaar = denominators.peiljaar
            -- An equal code on other boundaries may be another area, with other people.
            and numerators.boundary_year = denominators.boundary_year
    inner join counted on numerators.indicator_id = counted.indicator_id
    cross join parameters
),

divided as (
    select
        region_code,
        indicator_id,
        peiljaar,
        boundary_year,
        waarde_status,
        n,
        snapshot_id,
        waarde_status in ('ok', 'censored') as is_bounded,
        factor * least(1, waarde / n) as quotient,
        factor * least(1, waarde_low / n_high) as quotient_low,
        factor * least(1, waarde_high / greatest(n_low, 1)) as quotient_high
    from judged
)

select
    region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    if(waarde_status = 'ok', quotient, null) as waarde,
    if(is_bounded, quotient_low, null) as waarde_low,
    if(is_bounded, quotient_high, null) as waarde_high,
    waarde_status,
    n,
    snapshot_id
from divided
order by region_code, indicator_id, peiljaar
