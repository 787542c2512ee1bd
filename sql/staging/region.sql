-- grain: region x boundary_year
-- purpose: names and parents of regions, read from the code; the name of the kerncijfers wins
with

titles as (
    select * from raw.region_title
),

stripped as (
    select
        boundary_year,
        source_id,
        upper(trim(replace(region_key, chr(160), ' '))) as code,
        -- Without what steers a screen or the direction of reading, and no longer than a name is.
        nullif(
            trim(left(regexp_replace(title, '[\s\p{Z}\p{Cc}\p{Cf}]+', ' ', 'g'), 120)), ''
        ) as region_naam
    from titles
),

recognised as (
    select
        boundary_year,
        source_id,
        region_naam,
        if(code = 'NL01', 'NL00', code) as region_code,
        case
            when regexp_full_match(code, 'NL0[01]') then 'land'
            when regexp_full_match(code, 'GM[0-9]{4}') then 'gemeente'
            when regexp_full_match(code, 'WK[0-9]{4}[0-9A-Z]{2}') then 'wijk'
            when regexp_full_match(code, 'BU[0-9]{4}[0-9A-Z]{4}') then 'buurt'
        end as region_level
    from stripped
),

ranked as (
    select
        region_code,
        boundary_year,
        region_level,
        region_naam,
        row_number() over (
            partition by region_code, boundary_year
            order by
                region_naam is null asc,
                source_id = 'cbs_kwb' desc,
                source_id asc,
                region_naam asc
        ) as preference
    from recognised
    where region_level is not null
)

select
    region_code,
    boundary_year,
    region_level,
    coalesce(region_naam, region_code) as region_naam,
    if(region_level = 'land', null, 'GM' || substr(region_code, 3, 4)) as gemeente_code,
    if(region_level in ('wijk', 'buurt'), 'WK' || substr(region_code, 3, 6), null) as wijk_code
from ranked
where preference = 1
order by region_code, boundary_year
