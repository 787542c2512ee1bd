-- grain: indicator
-- purpose: the catalog of figures, also of those that no loaded source has
with

indicators as (
    select * from raw.indicator
    -- What a change flag says stands in region.boundary_change; it is no figure of a region.
    where indicator_id <> 'indelingswijziging'
)

select
    indicator_id,
    domain_id,
    role,
    direction,
    naam,
    unit,
    kind,
    source_id,
    column_stem,
    description,
    warning
from indicators
order by indicator_id
