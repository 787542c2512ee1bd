-- grain: region x indicator x peiljaar
-- purpose: give every published figure its status and the bounds of its rounding, secrecy or model
with

-- What CBS says about a code is no figure: only the links between years use it.
figures as (
    select * from staging.cbs_kerncijfers
    where indicator_id <> 'indelingswijziging'
    union all
    select * from staging.rivm_gezondheid
    union all
    select * from staging.cbs_ses_woa
    union all
    select * from staging.cbs_wmo
    union all
    select * from staging.cbs_wmo_financiering
    union all
    select * from staging.cbs_jeugdzorg
    union all
    select * from staging.cbs_stapeling
    union all
    select * from staging.cbs_nabijheid
    union all
    select * from staging.cbs_bevolking
    union all
    select * from staging.politie_misdrijven
),

regions as (
    select * from staging.region
),

indicators as (
    select * from raw.indicator
),

parameters as (
    select * from raw.parameter
),

in_window as (
    select
        figures.region_code,
        figures.indicator_id,
        figures.peiljaar,
        figures.boundary_year,
        figures.waarde,
        figures.snapshot_id,
        regions.region_level,
        regions.gemeente_code,
        parameters.model_sd
    from figures
    inner join regions
        on
            figures.region_code = regions.region_code
            and figures.boundary_year = regions.boundary_year
    cross join parameters
    where
        figures.peiljaar between
        parameters.peiljaar - parameters.window_years and parameters.peiljaar
),

-- A column without one value in a year was not published, or not asked: not suppressed.
filled as (
    select
        indicator_id,
        peiljaar,
        count(waarde) > 0 as is_filled
    from in_window
    group by indicator_id, peiljaar
),

populations as (
    select
        region_code,
        peiljaar,
        waarde as inwoners
    from in_window
    where indicator_id = 'inwoners'
),

-- A secret figure of a wijk is an interval only where its gemeente delivered at all.
delivered as (
    select
        region_code as gemeente_code,
        indicator_id,
        peiljaar
    from in_window
    where region_level = 'gemeente' and waarde is not null
),

judged as (
    select
        in_window.*,
        indicators.half_width,
        indicators.zero_high,
        indicators.secret_low,
        indicators.secret_high,
        indicators.unit,
        in_window.region_level in ('wijk', 'buurt') or indicators.all_levels as is_rounded,
        in_window.region_level <> 'land' and indicators.kind = 'model' as is_estimated,
        case
            when in_window.waarde is not null then 'ok'
            when not filled.is_filled and indicators.kind = 'model' then 'not_asked'
            when not filled.is_filled then 'not_published'
            when populations.inwoners = 0 then 'not_applicable'
            when indicators.secret_high is null then 'suppressed'
            when in_window.region_level not in ('wijk', 'buurt') then 'not_published'
            when delivered.gemeente_code is null then 'not_published'
            else 'censored'
        end as waarde_status
    from in_window
    inner join indicators on in_window.indicator_id = indicators.indicator_id
    inner join filled
        on
            in_window.indicator_id = filled.indicator_id
            and in_window.peiljaar = filled.peiljaar
    left join populations
        on
            in_window.region_code = populations.region_code
            and in_window.peiljaar = populations.peiljaar
    left join delivered
        on
            in_window.gemeente_code = delivered.gemeente_code
            and in_window.indicator_id = delivered.indicator_id
            and in_window.peiljaar = delivered.peiljaar
),

bounded as (
    select
        *,
        case
            when waarde_status = 'censored' then secret_low
            when waarde is null then null
            when not is_rounded then waarde
            -- a count or a share ends at 0, a score goes on below it
            when unit = 'score' then waarde - half_width
            else least(waarde, greatest(0, waarde - half_width))
        end as rounded_low,
        case
            when waarde_status = 'censored' then secret_high
            when waarde is null or not is_rounded then waarde
            when waarde = 0 and zero_high is not null then zero_high
            when unit = '%' then greatest(waarde, least(100, waarde + half_width))
            else waarde + half_width
        end as rounded_high,
        -- 1.6449 standard errors on the logit scale hold 90%.
        exp(1.6449 * model_sd) as odds_ratio
    from judged
)

select
    region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    waarde,
    case
        when is_estimated
            then least(waarde, 100 * rounded_low / (rounded_low + (100 - rounded_low) * odds_ratio))
        else rounded_low
    end as waarde_low,
    case
        when is_estimated
            then greatest(
                waarde,
                100 * rounded_high * odds_ratio / (rounded_high * odds_ratio + 100 - rounded_high)
            )
        else rounded_high
    end as waarde_high,
    waarde_status,
    snapshot_id
from bounded
order by region_code, indicator_id, peiljaar
