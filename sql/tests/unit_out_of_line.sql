-- grain: indicator x peiljaar
-- purpose: the newest year of a figure has the unit of the year before, and shares are per cent
-- severity: blocks
-- A wrong unit is a factor of 100 or 1,000 over all wijken together; 20 is far from what a year can
-- change in a median. Under 20 wijken nothing is said, nor of a score, of which the middle lies
-- around 0.
with

figures as (
    select
        indicator_id,
        peiljaar,
        waarde
    from intermediate.observation
    where region_code like 'WK%' and waarde is not null
),

indicators as (
    select * from raw.indicator
),

years as (
    select
        indicator_id,
        peiljaar,
        count(*) as n_wijken,
        max(waarde) as highest,
        median(waarde) as middle
    from figures
    group by indicator_id, peiljaar
    having count(*) >= 20
),

compared as (
    select
        indicator_id,
        peiljaar,
        n_wijken,
        highest,
        middle,
        lag(middle) over (partition by indicator_id order by peiljaar) as middle_before,
        row_number() over (partition by indicator_id order by peiljaar desc) as is_newest
    from years
)

select
    compared.indicator_id,
    compared.peiljaar,
    compared.n_wijken,
    compared.middle,
    compared.middle_before
from compared
inner join indicators on compared.indicator_id = indicators.indicator_id
where
    compared.is_newest = 1
    and (
        (indicators.unit = '%' and compared.highest > 0 and compared.highest <= 1)
        or (
            indicators.unit <> 'score'
            and compared.middle > 0
            and compared.middle_before > 0
            and (
                compared.middle >= 20 * compared.middle_before
                or compared.middle_before >= 20 * compared.middle
            )
        )
    )
order by compared.indicator_id, compared.peiljaar
