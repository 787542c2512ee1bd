-- grain: boundary_year x region_key
-- purpose: keys of a dimension that are no code of a region, and so take no part
with

titles as (
    select * from raw.region_title
),

regions as (
    select * from staging.region
),

cleaned as (
    select
        boundary_year,
        source_id,
        region_key,
        upper(trim(replace(region_key, chr(160), ' '))) as code
    from titles
)

select
    cleaned.boundary_year,
    cleaned.region_key,
    cleaned.source_id
from cleaned
left join regions
    on
        if(cleaned.code = 'NL01', 'NL00', cleaned.code) = regions.region_code
        and cleaned.boundary_year = regions.boundary_year
where regions.region_code is null
order by cleaned.boundary_year, cleaned.region_key, cleaned.source_id
