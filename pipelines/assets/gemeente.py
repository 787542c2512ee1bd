"""The asset of `site_by_gemeente`: the pages of one gemeente of the published edition, again.

Partitioned by gemeente, so that the UI can fill in many of them (a backfill) and an executor can
spread them; it stands outside the job `wijkfoto`, which has no partitions.
"""

import dagster as dg

from pipelines.assets.common import Results
from pipelines.assets.told import told
from wijkfoto.settings import Settings

GEMEENTEN = dg.DynamicPartitionsDefinition(name="gemeente")
"""The gemeenten of the published edition; the job sets them, and a sensor where it was by hand."""

RERENDERED_KEY = dg.AssetKey(["editie", "gemeente_opnieuw"])

SAME = "zelfde_bladzijden"
"""Name of the check that the pages come out as they were published."""

SHOWN = 20
"""Most pages that a check names."""


def gemeente_assets(settings: Settings) -> dg.AssetsDefinition:
    """Return the asset that renders one gemeente of the published edition again."""

    @dg.multi_asset(
        name="gemeente_opnieuw",
        specs=[
            dg.AssetSpec(
                RERENDERED_KEY,
                group_name="site",
                kinds={"html"},
                description="The pages in the folder of one gemeente, made again from the "
                "published tables. A damaged page is put back; an edition never changes. Pages of "
                "the whole site (index, methode, download) are made by the job `wijkfoto` only.",
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                name=SAME,
                asset=RERENDERED_KEY,
                description="The pages come out byte for byte as they were published.",
            )
        ],
        partitions_def=GEMEENTEN,
    )
    def gemeente_opnieuw(context: dg.AssetExecutionContext) -> Results:
        from wijkfoto.stages.rerender import rerender_gemeente

        with told():
            made = rerender_gemeente(settings, context.partition_key)
        yield dg.MaterializeResult(
            asset_key=RERENDERED_KEY,
            metadata={
                "edition": made.edition_id,
                "pages": made.pages,
                "mended": dg.MetadataValue.json(list(made.mended)),
            },
        )
        yield dg.AssetCheckResult(
            asset_key=RERENDERED_KEY,
            check_name=SAME,
            passed=not made.differing,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "differing": len(made.differing),
                "such as": dg.MetadataValue.json(list(made.differing[:SHOWN])),
                "folder": dg.MetadataValue.path(str(made.folder or "")),
            },
        )

    return gemeente_opnieuw


def set_gemeenten(instance: dg.DagsterInstance, gemeenten: tuple[str, ...]) -> None:
    """Make the partitions those of the published edition."""
    name = str(GEMEENTEN.name)
    for gone in set(instance.get_dynamic_partitions(name)) - set(gemeenten):
        instance.delete_dynamic_partition(name, gone)
    instance.add_dynamic_partitions(name, list(gemeenten))
