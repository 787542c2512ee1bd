-- grain: region x target_group x jaar
-- purpose: prognosis of CBS and PBL, codes stripped, in people, with its bounds beside it
with

cells as (
    select * from raw.cell
    where source_id = 'cbs_prognose'
),

named as (
    select
        boundary_year,
        snapshot_id,
        peiljaar as jaar,
        1000 * waarde as aantal,
        upper(trim(replace(region_key, chr(160), ' '))) as code,
        regexp_extract(indicator_id, '^prognose_(.+?)(_laag|_hoog)?$', 1) as target_group,
        regexp_extract(indicator_id, '(_laag|_hoog)$') as bound
    from cells
)

select
    if(code = 'NL01', 'NL00', code) as region_code,
    target_group,
    jaar,
    boundary_year,
    max(aantal) filter (bound = '') as aantal,
    max(aantal) filter (bound = '_laag') as aantal_low,
    max(aantal) filter (bound = '_hoog') as aantal_high,
    max(snapshot_id) as snapshot_id
from named
group by region_code, target_group, jaar, boundary_year
order by region_code, target_group, jaar
