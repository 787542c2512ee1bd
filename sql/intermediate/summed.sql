-- grain: region x indicator x peiljaar
-- purpose: sums of groups, where needed with an estimated part of one (inhabitants of 18 or older)
with

parts as (
    select * from raw.derived
    where part in ('som', 'plus', 'min')
),

figures as (
    select * from intermediate.measured
),

paired as (
    select
        parts.indicator_id,
        parts.part,
        figures.region_code,
        figures.peiljaar,
        figures.boundary_year,
        figures.waarde_status,
        figures.snapshot_id,
        parts.cap_component is null as is_uncapped,
        caps.waarde_status as cap_status,
        if(parts.part = 'min', -1, 1) as sign,
        figures.waarde * parts.share as waarde,
        figures.waarde_low * coalesce(parts.share_low, parts.share) as waarde_low,
        figures.waarde_high * coalesce(parts.share_high, parts.share) as waarde_high,
        caps.waarde * parts.cap_share as cap,
        caps.waarde_low * parts.cap_share as cap_low,
        caps.waarde_high * parts.cap_share as cap_high
    from parts
    inner join figures on parts.component = figures.indicator_id
    left join figures as caps
        on
            parts.cap_component = caps.indicator_id
            and figures.region_code = caps.region_code
            and figures.peiljaar = caps.peiljaar
),

-- The part of a group that belongs to the sum, at most a share of a second group. DuckDB's least
-- leaves NULL out: a cap must not stand in for a group that is missing, nor a missing cap for none.
measured_parts as (
    select
        indicator_id,
        part,
        region_code,
        peiljaar,
        boundary_year,
        if(
            is_uncapped or cap_low is not null or waarde_low is null,
            waarde_status,
            coalesce(cap_status, 'not_published')
        ) as waarde_status,
        snapshot_id,
        sign,
        case
            when is_uncapped then waarde
            when waarde is not null and cap is not null then least(waarde, cap)
        end as waarde,
        case
            when is_uncapped then waarde_low
            when waarde_low is not null and cap_low is not null then least(waarde_low, cap_low)
        end as waarde_low,
        case
            when is_uncapped then waarde_high
            when waarde_high is not null and cap_high is not null then least(waarde_high, cap_high)
        end as waarde_high
    from paired
),

counted as (
    select
        indicator_id,
        count(*) as n_parts
    from parts
    group by indicator_id
),

added as (
    select
        measured_parts.indicator_id,
        measured_parts.region_code,
        measured_parts.peiljaar,
        min(measured_parts.boundary_year) as boundary_year,
        min(measured_parts.snapshot_id) as snapshot_id,
        count(measured_parts.waarde) = any_value(counted.n_parts) as is_complete,
        count(measured_parts.waarde_low) = any_value(counted.n_parts) as is_bounded,
        -- The first of these words explains the rest: what nobody published is not kept secret.
        min_by(
            measured_parts.waarde_status,
            list_position(
                ['not_published', 'not_asked', 'not_applicable', 'suppressed'],
                measured_parts.waarde_status
            )
        ) filter (measured_parts.waarde_low is null) as missing_status,
        bool_or(measured_parts.part <> 'som') as is_estimated,
        sum(cast(measured_parts.sign * measured_parts.waarde as decimal(18, 4))) as waarde,
        sum(
            cast(
                if(measured_parts.sign > 0, measured_parts.waarde_low, -measured_parts.waarde_high)
                as decimal(18, 4)
            )
        ) as waarde_low,
        sum(
            cast(
                if(measured_parts.sign > 0, measured_parts.waarde_high, -measured_parts.waarde_low)
                as decimal(18, 4)
            )
        ) as waarde_high
    from measured_parts
    inner join counted on measured_parts.indicator_id = counted.indicator_id
    group by
        measured_parts.indicator_id,
        measured_parts.region_code,
        measured_parts.peiljaar
)

select
    region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    if(is_complete, cast(waarde as double), null) as waarde,
    if(is_bounded, greatest(0, cast(waarde_low as double)), null) as waarde_low,
    if(is_bounded, cast(waarde_high as double), null) as waarde_high,
    case
        when not is_bounded then coalesce(missing_status, 'not_published')
        -- every part has bounds, one of them by secrecy: so has the sum
        when not is_complete then 'censored'
        when is_estimated then 'geschat'
        else 'ok'
    end as waarde_status,
    snapshot_id
from added
order by region_code, indicator_id, peiljaar
