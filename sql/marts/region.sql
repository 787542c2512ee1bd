-- grain: region x boundary_year
-- purpose: land, gemeenten and wijken, and the buurten of the chosen gemeenten
with

regions as (
    select * from intermediate.region
),

chosen as (
    select * from raw.chosen
)

select
    regions.region_code,
    regions.boundary_year,
    regions.is_current,
    regions.level,
    regions.region_naam,
    regions.gemeente_code,
    regions.wijk_code,
    regions.inwoners,
    regions.boundary_change,
    regions.geometry,
    regions.geometry_year
from regions
left join chosen on regions.gemeente_code = chosen.gemeente_code
where regions.level <> 'buurt' or chosen.gemeente_code is not null
order by regions.region_code, regions.boundary_year
