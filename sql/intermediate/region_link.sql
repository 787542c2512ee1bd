-- grain: region x boundary_year
-- purpose: for each region of now its area in another year: all steps between the years chained
with recursive

facts as (
    select * from intermediate.region_fact
),

steps as (
    select * from intermediate.region_step
),

transfers as (
    select * from raw.transfer
),

parameters as (
    select * from raw.parameter
),

years as (
    select
        boundary_year,
        min(boundary_year) over () as oldest
    from facts
    group by boundary_year
),

regions as (
    select
        facts.region_code,
        facts.boundary_year
    from facts
    inner join parameters on facts.boundary_year = parameters.peiljaar
),

-- Each step back keeps the worst so far. A year without a table says nothing: the code is kept, and
-- what older tables say still counts.
chain as (
    select
        region_code,
        boundary_year,
        region_code as earlier_code,
        1 as worst,
        'same_year' as reason
    from regions
    union all
    select
        chain.region_code,
        chain.boundary_year - 1 as boundary_year,
        case
            when steps.boundary_change = 'breuk' then null
            else coalesce(steps.earlier_code, chain.earlier_code)
        end as earlier_code,
        greatest(
            chain.worst,
            list_position(
                ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan', 'breuk'],
                coalesce(steps.boundary_change, 'niet_nagegaan')
            )
        ) as worst,
        case
            when chain.worst = 5 then chain.reason
            when steps.boundary_change = 'breuk' then steps.reason
            when chain.worst = 4 then chain.reason
            when steps.region_code is null then 'not_told'
            when chain.worst = 2 and steps.reason = 'same_code' then chain.reason
            else steps.reason
        end as reason
    from chain
    left join steps
        on
            chain.earlier_code = steps.region_code
            and chain.boundary_year = steps.boundary_year
    where chain.boundary_year > (select min(years.oldest) as oldest from years)
),

-- Over a gap the figures at both ends still tell a code that was used again. What is known per year
-- is known for every year between.
compared as (
    select
        chain.region_code,
        chain.boundary_year,
        chain.earlier_code,
        chain.worst,
        chain.reason,
        chain.worst = 4
        and (
            coalesce(
                abs(later.inwoners - earlier.inwoners) > parameters.jump_people
                and least(later.inwoners, earlier.inwoners)
                < greatest(later.inwoners, earlier.inwoners)
                * pow(
                    1 - parameters.jump_people_share, parameters.peiljaar - chain.boundary_year
                ),
                false
            )
            or coalesce(
                abs(later.area_ha - earlier.area_ha) > 1
                and abs(later.area_ha - earlier.area_ha)
                > parameters.jump_area_share * greatest(later.area_ha, earlier.area_ha),
                false
            )
        ) as has_jumped
    from chain
    cross join parameters
    inner join facts as later
        on
            chain.region_code = later.region_code
            and parameters.peiljaar = later.boundary_year
    left join facts as earlier
        on
            chain.earlier_code = earlier.region_code
            and chain.boundary_year = earlier.boundary_year
),

jumped as (
    select
        *,
        bool_or(has_jumped) over (
            partition by region_code
            order by boundary_year desc
        ) as is_reused
    from compared
),

covered as (
    select
        boundary_year,
        region_code,
        sum(share_of_region) as share_covered
    from transfers
    group by boundary_year, region_code
),

-- Shapes of both years make up for what is broken or not told.
linked as (
    select
        jumped.region_code,
        jumped.boundary_year,
        jumped.earlier_code,
        jumped.reason,
        case
            when jumped.worst >= 4 and covered.share_covered >= parameters.min_covered then 3
            when jumped.is_reused then 5
            else jumped.worst
        end as worst,
        jumped.is_reused and jumped.worst < 5 as is_found_by_jump
    from jumped
    cross join parameters
    left join covered
        on
            jumped.region_code = covered.region_code
            and jumped.boundary_year = covered.boundary_year
    where jumped.boundary_year in (select years.boundary_year from years)
),

-- Boundaries that are younger than those of now were never compared with them.
younger as (
    select
        regions.region_code,
        years.boundary_year
    from regions
    inner join years on regions.boundary_year < years.boundary_year
)

select
    region_code,
    boundary_year,
    if(worst in (3, 5), null, earlier_code) as earlier_code,
    ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan', 'breuk'][
        worst
    ] as boundary_change,
    if(is_found_by_jump, 'code_reused', reason) as reason
from linked
union all
select
    region_code,
    boundary_year,
    region_code as earlier_code,
    'niet_nagegaan' as boundary_change,
    'not_told' as reason
from younger
order by region_code, boundary_year
