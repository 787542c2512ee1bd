-- grain: region x boundary_year
-- purpose: regions with inhabitants and shape; marks those of the peiljaar as current
with

regions as (
    select * from staging.region
),

parameters as (
    select * from raw.parameter
),

populations as (
    select
        region_code,
        boundary_year,
        cast(waarde as bigint) as inwoners
    from intermediate.measured
    where indicator_id = 'inwoners'
),

shapes as (
    select * from staging.shape
)

select
    regions.region_code,
    regions.boundary_year,
    regions.boundary_year = parameters.peiljaar as is_current,
    -- level and geometry are names of published columns
    regions.region_level as level,  -- noqa: RF04
    regions.region_naam,
    regions.gemeente_code,
    regions.wijk_code,
    populations.inwoners,
    -- Years are linked by equal code only; whether the area stayed the same was not looked at.
    'niet_nagegaan' as boundary_change,
    if(
        regions.boundary_year = parameters.peiljaar, shapes.geometry, null
    ) as geometry,  -- noqa: RF04
    if(regions.boundary_year = parameters.peiljaar, shapes.geometry_year, null) as geometry_year
from regions
cross join parameters
left join populations
    on
        regions.region_code = populations.region_code
        and regions.boundary_year = populations.boundary_year
left join shapes on regions.region_code = shapes.region_code
order by regions.region_code, regions.boundary_year
