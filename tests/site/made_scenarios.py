"""Made rows of `team_scenario`: parts that follow from their weights, as in the pipeline."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from wijkfoto.advice.apportion import spread, whole_weights


def scenario_rows(
    gemeente: str, sizes: Mapping[str, float], fte: Mapping[str, float]
) -> Iterator[dict[str, object]]:
    """Return the rows of three scenarios.

    Args:
        gemeente: Code of the gemeente.
        sizes: Factor on the hours, by teamgebied.
        fte: Hours by discipline; the last has a floor.
    """
    base = np.outer(list(sizes.values()), list(fte.values()))
    floor = np.zeros(base.shape)
    floor[:, -1] = 0.5
    for scenario, level in (("laag", 0.6), ("midden", 1.0), ("hoog", 1.7)):
        norm = np.maximum(base * level, floor)
        total = round(norm.sum() * 2) / 2
        parts = spread(total, norm, floor, 0.5)
        columns = {
            "fte_norm": norm,
            "gewicht": np.array(whole_weights(norm)),
            "ondergrens": floor,
            "fte": parts,
        }
        for area, rows in _areas(gemeente, list(sizes)):
            for place, discipline in enumerate(fte):
                found = {name: cells[rows, place].sum() for name, cells in columns.items()}
                yield {
                    "area_code": area,
                    "area_level": "gemeente" if area == gemeente else "teamgebied",
                    "discipline_id": discipline,
                    "scenario_id": scenario,
                    "totaal": total,
                    "totaal_basis": "geraamd",
                    **{name: value.item() for name, value in found.items()},
                }


def _areas(gemeente: str, teams: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    yield gemeente, list(range(len(teams)))
    for place, team in enumerate(teams):
        yield team, [place]
