-- grain: region x indicator x peiljaar
-- purpose: wmo clients per wijk by kind of help, codes stripped and typed, nothing else
with

cells as (
    select * from raw.cell
    where source_id = 'cbs_wmo'
),

stripped as (
    select
        indicator_id,
        peiljaar,
        boundary_year,
        waarde,
        snapshot_id,
        upper(trim(replace(region_key, chr(160), ' '))) as code
    from cells
)

select
    if(code = 'NL01', 'NL00', code) as region_code,
    indicator_id,
    peiljaar,
    boundary_year,
    waarde,
    snapshot_id
from stripped
order by region_code, indicator_id, peiljaar
