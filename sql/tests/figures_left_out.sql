-- grain: boundary_year x region_code
-- purpose: figures whose code is no region of their boundaries, and so take no part
with

figures as (
    select * from staging.cbs_kerncijfers
    union all
    select * from staging.rivm_gezondheid
    union all
    select * from staging.cbs_ses_woa
),

regions as (
    select * from staging.region
)

select
    figures.boundary_year,
    figures.region_code,
    count(*) as n_figures
from figures
left join regions
    on
        figures.region_code = regions.region_code
        and figures.boundary_year = regions.boundary_year
where regions.region_code is null
group by figures.boundary_year, figures.region_code
order by figures.boundary_year, figures.region_code
