"""Advice: teamgebieden, questions, hours per discipline, team form and inkoop, from the profile.

Rules over profile rows, each result with its reasons; the numbers and sentences stand in YAML.
"""

from wijkfoto.advice.areafile import read_areas
from wijkfoto.advice.contract import FlagInput, contract_flags
from wijkfoto.advice.inputs import Advice, AdviceInput, Buurten, TeamOptions
from wijkfoto.advice.rules import (
    AdviceRules,
    read_rules,
    rule_errors,
    rules_of,
    shipped_rules,
)
from wijkfoto.advice.run import advise, check_formation, check_total, formation_rows

__all__ = [
    "Advice",
    "AdviceInput",
    "AdviceRules",
    "Buurten",
    "FlagInput",
    "TeamOptions",
    "advise",
    "check_formation",
    "check_total",
    "contract_flags",
    "formation_rows",
    "read_areas",
    "read_rules",
    "rule_errors",
    "rules_of",
    "shipped_rules",
]
