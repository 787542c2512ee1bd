-- grain: region x boundary_year
-- purpose: which area of the year before a region is: the same, under another code, or none
with

facts as (
    select * from intermediate.region_fact
),

parameters as (
    select * from raw.parameter
),

loaded as (
    select distinct boundary_year
    from facts
    where in_kerncijfers
),

compared as (
    select
        later.region_code,
        later.boundary_year,
        later.region_level,
        later.flag,
        loaded.boundary_year is not null as is_comparable,
        coalesce(earlier.in_kerncijfers, false) as has_same_code,
        abs(later.area_ha - earlier.area_ha) <= 1 as has_same_area,
        -- A code that jumps is another area, whatever its flag says. Two areas in whole hectares
        -- may differ by one without a change.
        coalesce(
            abs(later.inwoners - earlier.inwoners) > parameters.jump_people
            and abs(later.inwoners - earlier.inwoners)
            > parameters.jump_people_share * greatest(later.inwoners, earlier.inwoners),
            false
        )
        or coalesce(
            abs(later.area_ha - earlier.area_ha) > 1
            and abs(later.area_ha - earlier.area_ha)
            > parameters.jump_area_share * greatest(later.area_ha, earlier.area_ha),
            false
        ) as has_jumped
    from facts as later
    cross join parameters
    left join loaded on later.boundary_year - 1 = loaded.boundary_year
    left join facts as earlier
        on
            later.region_code = earlier.region_code
            and later.boundary_year - 1 = earlier.boundary_year
),

-- Gemeenten carry no flag: the same code over the same area is the same gemeente.
judged as (
    select
        region_code,
        boundary_year,
        case
            when region_level = 'land' then 'same_code'
            when flag = 3 then 'border_moved'
            when flag = 2 then 'recoded'
            when has_jumped then 'code_reused'
            when
                (flag = 1 or region_level = 'gemeente') and is_comparable and not has_same_code
                then 'no_such_code'
            when region_level = 'gemeente' and has_same_area then 'same_code'
            when flag = 1 then 'same_code'
            else 'not_told'
        end as reason
    from compared
),

gemeenten as (
    select
        region_code as gemeente_code,
        boundary_year
    from facts
    where region_level = 'gemeente'
),

-- Old areas that may have gone on under another code: not those that kept theirs, and in the same
-- gemeente, or in one that was abolished.
candidates as (
    select
        later.region_code,
        later.boundary_year,
        earlier.region_code as earlier_code,
        later.region_naam = earlier.region_naam as has_same_name,
        -- Random rounding to fives makes two counts of the same people differ by up to eight.
        abs(later.inwoners - earlier.inwoners) <= greatest(
            8, parameters.recode_people_share * greatest(later.inwoners, earlier.inwoners)
        ) as has_same_people
    from facts as later
    cross join parameters
    inner join facts as earlier
        on
            later.boundary_year - 1 = earlier.boundary_year
            and later.region_level = earlier.region_level
            and later.region_code <> earlier.region_code
            and abs(later.area_ha - earlier.area_ha) <= 1
            and abs(later.land_ha - earlier.land_ha) <= 1
    left join judged as kept
        on
            earlier.region_code = kept.region_code
            and later.boundary_year = kept.boundary_year
            and kept.reason = 'same_code'
    left join gemeenten
        on
            earlier.gemeente_code = gemeenten.gemeente_code
            and later.boundary_year = gemeenten.boundary_year
    where
        later.flag = 2
        and kept.region_code is null
        and (
            later.gemeente_code = earlier.gemeente_code
            or gemeenten.gemeente_code is null
        )
),

-- A name and an area together outweigh a number of people; what is left must be the only one,
-- seen from the new code and from the old one.
likely as (
    select
        region_code,
        boundary_year,
        earlier_code
    from candidates
    where has_same_name or has_same_people
    qualify
        has_same_name
        or not bool_or(has_same_name) over (partition by region_code, boundary_year)
),

matched as (
    select
        region_code,
        boundary_year,
        earlier_code
    from likely
    qualify
        count(*) over (partition by region_code, boundary_year) = 1
        and count(*) over (partition by earlier_code, boundary_year) = 1
)

select
    judged.region_code,
    judged.boundary_year,
    if(
        judged.reason = 'same_code', judged.region_code, matched.earlier_code
    ) as earlier_code,
    case
        when judged.reason = 'same_code' then 'ongewijzigd'
        when judged.reason = 'not_told' then 'niet_nagegaan'
        when matched.earlier_code is not null then 'hercodeerd'
        else 'breuk'
    end as boundary_change,
    if(
        judged.reason = 'recoded' and matched.earlier_code is null,
        'old_code_unknown',
        judged.reason
    ) as reason
from judged
left join matched
    on
        judged.region_code = matched.region_code
        and judged.boundary_year = matched.boundary_year
order by judged.region_code, judged.boundary_year
