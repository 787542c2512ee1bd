-- grain: region
-- purpose: the shapes that stand for the peiljaar: of each gemeente those of one year, the nearest
with

shapes as (
    select * from raw.shape
),

parameters as (
    select * from raw.parameter
),

ranked as (
    select
        shapes.region_code,
        shapes.geometry_year,
        coalesce(shapes.outline, shapes.geometry) as outline,
        -- One year for all wijken (or buurten) of a gemeente: shapes of two years would overlap.
        rank() over (
            partition by substr(shapes.region_code, 1, 6)
            order by
                abs(shapes.geometry_year - parameters.peiljaar) asc nulls last,
                shapes.geometry_year desc nulls last
        ) as preference
    from shapes
    cross join parameters
)

select
    region_code,
    outline as geometry,  -- noqa: RF04
    geometry_year
from ranked
where preference = 1
order by region_code
