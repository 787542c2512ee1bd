-- grain: region x indicator x peiljaar
-- purpose: people of a gemeente by sex and age, codes stripped, each year on its own boundaries
with

cells as (
    select * from raw.cell
    where source_id = 'cbs_bevolking'
),

stripped as (
    select
        indicator_id,
        peiljaar,
        -- The list of gemeenten is that of all years: each figure is on the boundaries of its own.
        peiljaar as boundary_year,
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
