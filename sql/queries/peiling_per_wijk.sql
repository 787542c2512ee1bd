-- grain: wijk x question
-- purpose: answers of the survey per wijk with their range, and why some are not shown
select
    region_now.region_naam as wijk,
    survey_question.naam as vraag,
    round(survey_estimate.waarde, 1) as waarde,
    round(survey_estimate.waarde_low, 1) as van,
    round(survey_estimate.waarde_high, 1) as tot,
    survey_estimate.waarde_status,
    survey_estimate.method
from survey_estimate
inner join survey_question on survey_estimate.question_id = survey_question.question_id
inner join region_now on survey_estimate.region_code = region_now.region_code
where region_now.level = 'wijk'
order by region_now.region_code, survey_question.volgorde
