"""What the UI says of an asset beside its description: its owner, its columns, how old it may be.

One place adds it to all assets, so that none can be forgotten. What a run found is not here.
"""

import hashlib
from datetime import timedelta

import dagster as dg

from wijkfoto import METHOD_VERSION
from wijkfoto.settings import Settings
from wijkfoto.warehouse.contract import ColumnContract, TableContract, foreign_keys
from wijkfoto.warehouse.model import Model

OWNER = "team:gegevens"
"""Who looks after the assets: a team, because a gemeente says itself who is in it."""

PUBLISHED = ("editie", "gepubliceerd")
"""The asset whose age is that of the edition that readers see."""


def column_schema(contract: TableContract) -> dg.TableSchema:
    """Return the columns of a contract, with their comments and what each must hold."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                type=column.type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(
                    nullable=not (column.required or name in contract.key),
                    unique=contract.key == (name,),
                    other=_other(column),
                ),
            )
            for name, column in contract.columns.items()
        ],
        constraints=dg.TableConstraints(
            [
                f"key: {', '.join(contract.key)}",
                *(f"{', '.join(f.columns)} refers to {f.table}" for f in foreign_keys(contract)),
            ]
        ),
    )


def _other(column: ColumnContract) -> list[str]:
    """Return what a column must hold beyond being filled, in words."""
    found = [f"one of {', '.join(map(str, column.values))}"] if column.values else []
    if column.check:
        found.append(column.check)
    return found


def code_version(model: Model) -> str:
    """Return what the rows of a table depend on besides its inputs.

    Of a table made by SQL that is the select, of one made by Python the version of the method;
    when it changes, the UI calls the table out of date until the next run.
    """
    if not model.sql:
        return f"method {METHOD_VERSION}"
    return f"sql {hashlib.sha256(model.sql.encode()).hexdigest()[:8]}"


def as_shown(assets: list[dg.AssetsDefinition], settings: Settings) -> list[dg.AssetsDefinition]:
    """Return the assets with an owner, and those that grow old with how old they may be.

    The bounds are those of `wijkfoto status`, section [bewaking] of the settings.
    """

    def dressed(spec: dg.AssetSpec) -> dg.AssetSpec:
        spec = spec.replace_attributes(owners=[OWNER])
        days = _days(spec.key, settings)
        if days is None:
            return spec
        policy = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=days))
        return spec.replace_attributes(freshness_policy=policy)

    return [asset.map_asset_specs(dressed) for asset in assets]


def _days(key: dg.AssetKey, settings: Settings) -> int | None:
    """Return after how many days without a run an asset is old; None when age says nothing."""
    if key.path[0] == "bronnen":
        return settings.bewaking.dagen_bron
    return settings.bewaking.dagen_editie if tuple(key.path) == PUBLISHED else None
