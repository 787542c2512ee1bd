-- grain: wijk x use
-- purpose: where help is used clearly more or less than such a wijk would lead one to expect
select
    region_now.region_naam as wijk,
    use_gap.use_id,
    use_gap.peiljaar,
    round(use_gap.observed) as gebruik,
    round(use_gap.expected) as verwacht,
    round(use_gap.expected_low) as van,
    round(use_gap.expected_high) as tot,
    use_gap.zekerheid
from use_gap
inner join region_now on use_gap.region_code = region_now.region_code
where
    region_now.gemeente_code in (select teamgebied.gemeente_code from teamgebied)
    and (
        use_gap.observed_low > use_gap.expected_high
        or use_gap.observed_high < use_gap.expected_low
    )
order by region_now.region_code, use_gap.use_id
