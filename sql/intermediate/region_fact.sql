-- grain: region x boundary_year
-- purpose: what tells one area from another: the flag of CBS, name, inhabitants and area
with

regions as (
    select * from staging.region
),

-- The flag is about the boundaries of its own table, so only figures of that year count.
figures as (
    select * from staging.cbs_kerncijfers
    where peiljaar = boundary_year
),

facts as (
    select
        region_code,
        boundary_year,
        max(waarde) filter (where indicator_id = 'indelingswijziging') as flag,
        max(waarde) filter (where indicator_id = 'inwoners') as inwoners,
        max(waarde) filter (where indicator_id = 'oppervlakte_totaal') as area_ha,
        max(waarde) filter (where indicator_id = 'oppervlakte_land') as land_ha
    from figures
    group by region_code, boundary_year
)

select
    regions.region_code,
    regions.boundary_year,
    regions.region_level,
    regions.region_naam,
    regions.gemeente_code,
    facts.region_code is not null as in_kerncijfers,
    cast(facts.flag as integer) as flag,
    facts.inwoners,
    facts.area_ha,
    facts.land_ha
from regions
left join facts
    on
        regions.region_code = facts.region_code
        and regions.boundary_year = facts.boundary_year
order by regions.region_code, regions.boundary_year
