-- grain: indicator
-- purpose: the catalog of figures, also of those that no loaded source has
with

indicators as (
    select * from raw.indicator
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
