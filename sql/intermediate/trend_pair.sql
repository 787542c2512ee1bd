-- grain: region x indicator
-- purpose: the oldest and the newest year that may be compared, or why there are no two
with

figures as (
    select * from intermediate.linked
    where region_code not like 'BU%'
),

regions as (
    select * from intermediate.region
    where is_current
),

chosen as (
    select * from raw.chosen
),

indicators as (
    select * from raw.indicator
    -- What is measured in hectares, kilometres or classes says nothing about how people fare.
    where unit in ('%', 'per 1.000', 'aantal', 'x 1.000 euro')
),

derived as (
    select * from raw.derived
),

breaks as (
    select * from raw.break
),

-- A group that we estimate as a fixed part of another moves with that one: it has no trend of its
-- own.
scope as (
    select indicators.*
    from indicators
    anti join
        derived
        on
            indicators.indicator_id = derived.indicator_id
            and derived.part in ('plus', 'min')
),

-- All wijken of the land: how much they change tells how much a change of one of them means.
wanted as (
    select
        regions.region_code,
        regions.level,
        regions.level = 'land' or chosen.gemeente_code is not null as is_chosen
    from regions
    left join chosen on regions.gemeente_code = chosen.gemeente_code
    where
        regions.level in ('land', 'wijk')
        or (chosen.gemeente_code is not null and regions.level = 'gemeente')
),

filled as (
    select distinct indicator_id from figures
    where waarde is not null
),

rows_wanted as (
    select
        wanted.region_code,
        wanted.level,
        wanted.is_chosen,
        scope.indicator_id,
        scope.unit,
        scope.kind
    from wanted
    cross join scope
    inner join filled on scope.indicator_id = filled.indicator_id
),

-- A definition lasts until the next break, so equal numbers mean that a trend may run.
defined as (
    select
        figures.*,
        (
            select count(*) from breaks
            where
                breaks.indicator_id = figures.indicator_id
                and breaks.vanaf <= figures.peiljaar
        ) as definition
    from figures
),

usable as (
    select
        *,
        region_code = 'NL00' or boundary_change <> 'niet_nagegaan' as is_told
    from defined
    where waarde is not null and boundary_change <> 'breuk'
),

newest as (
    select
        region_code,
        indicator_id,
        max(peiljaar) as tot_jaar,
        max_by(definition, peiljaar) as definition,
        max_by(is_told, peiljaar) as is_told
    from usable
    group by region_code, indicator_id
),

earlier as (
    select
        usable.region_code,
        usable.indicator_id,
        min(usable.peiljaar) filter (usable.is_told and newest.is_told) as told_jaar,
        min(usable.peiljaar) as any_jaar
    from usable
    inner join newest
        on
            usable.region_code = newest.region_code
            and usable.indicator_id = newest.indicator_id
            and usable.definition = newest.definition
            and usable.peiljaar < newest.tot_jaar
    group by usable.region_code, usable.indicator_id
),

-- What stands in the way, for a row that has no two years.
hindered as (
    select
        defined.region_code,
        defined.indicator_id,
        bool_or(
            defined.boundary_change = 'breuk'
            and defined.definition = coalesce(newest.definition, defined.definition)
        ) as other_area,
        bool_or(
            defined.waarde is not null and defined.definition <> newest.definition
        ) as other_definition
    from defined
    left join newest
        on
            defined.region_code = newest.region_code
            and defined.indicator_id = newest.indicator_id
    group by defined.region_code, defined.indicator_id
),

judged as (
    select
        rows_wanted.region_code,
        rows_wanted.indicator_id,
        rows_wanted.level,
        rows_wanted.is_chosen,
        rows_wanted.unit,
        -- An estimate follows its model as much as the people: never compared between years.
        case
            when rows_wanted.kind = 'model' then 'modelcijfer'
            when earlier.told_jaar is not null then null
            when earlier.any_jaar is not null then 'niet_nagegaan'
            when hindered.other_area then 'ander_gebied'
            when hindered.other_definition then 'andere_definitie'
            when newest.tot_jaar is null then 'geen_cijfers'
            else 'een_jaar'
        end as reden,
        coalesce(earlier.told_jaar, earlier.any_jaar) as van_jaar,
        newest.tot_jaar
    from rows_wanted
    left join newest
        on
            rows_wanted.region_code = newest.region_code
            and rows_wanted.indicator_id = newest.indicator_id
    left join earlier
        on
            rows_wanted.region_code = earlier.region_code
            and rows_wanted.indicator_id = earlier.indicator_id
    left join hindered
        on
            rows_wanted.region_code = hindered.region_code
            and rows_wanted.indicator_id = hindered.indicator_id
),

paired as (
    select
        region_code,
        indicator_id,
        level,
        is_chosen,
        unit,
        reden,
        if(is_pair, van_jaar, null) as van_jaar,
        if(is_pair, tot_jaar, null) as tot_jaar
    from (
        select
            *,
            van_jaar is not null and coalesce(reden, '') <> 'modelcijfer' as is_pair
        from judged
    ) as marked
),

-- Without a number of its own a share rests on at most all inhabitants.
people as (
    select
        region_code,
        peiljaar,
        waarde as inwoners
    from figures
    where indicator_id = 'inwoners'
),

sized as (
    select
        figures.region_code,
        figures.indicator_id,
        figures.peiljaar,
        figures.waarde,
        figures.waarde_low,
        figures.waarde_high,
        list_position(
            ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan'],
            figures.boundary_change
        ) as how_linked,
        coalesce(figures.n, people.inwoners) as n
    from figures
    left join people
        on
            figures.region_code = people.region_code
            and figures.peiljaar = people.peiljaar
),

land as (
    select * from sized
    where region_code = 'NL00'
)

select
    paired.region_code,
    paired.indicator_id,
    paired.level,
    paired.is_chosen,
    paired.unit,
    paired.reden,
    paired.van_jaar,
    paired.tot_jaar,
    -- The words stand in the order of how little is known; the land is always the same area.
    if(
        paired.region_code = 'NL00' and paired.van_jaar is not null,
        'ongewijzigd',
        ['ongewijzigd', 'hercodeerd', 'geharmoniseerd', 'niet_nagegaan'][
            greatest(first_one.how_linked, last_one.how_linked)
        ]
    ) as grens,
    first_one.waarde as waarde_van,
    first_one.waarde_low as waarde_van_low,
    first_one.waarde_high as waarde_van_high,
    first_one.n as n_van,
    last_one.waarde as waarde_tot,
    last_one.waarde_low as waarde_tot_low,
    last_one.waarde_high as waarde_tot_high,
    last_one.n as n_tot,
    land_first.waarde as land_van,
    land_last.waarde as land_tot
from paired
left join sized as first_one
    on
        paired.region_code = first_one.region_code
        and paired.indicator_id = first_one.indicator_id
        and paired.van_jaar = first_one.peiljaar
left join sized as last_one
    on
        paired.region_code = last_one.region_code
        and paired.indicator_id = last_one.indicator_id
        and paired.tot_jaar = last_one.peiljaar
left join land as land_first
    on
        paired.indicator_id = land_first.indicator_id
        and paired.van_jaar = land_first.peiljaar
left join land as land_last
    on
        paired.indicator_id = land_last.indicator_id
        and paired.tot_jaar = land_last.peiljaar
order by paired.region_code, paired.indicator_id
