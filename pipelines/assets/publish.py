"""The last asset: the flip of one link, after every check has passed."""

import dagster as dg

from pipelines.assets.gemeente import set_gemeenten
from pipelines.assets.site import SEALED_KEY
from wijkfoto.stages.finish import publish_edition
from wijkfoto.stages.rerender import published_gemeenten
from wijkfoto.stages.workspace import Workspace

PUBLISHED_KEY = dg.AssetKey(["editie", "gepubliceerd"])


def publish_asset() -> dg.AssetsDefinition:
    """Return the asset that publishes the sealed edition."""

    @dg.asset(
        key=PUBLISHED_KEY,
        deps=[SEALED_KEY],
        group_name="site",
        description="The link `current`: readers see this edition.",
    )
    def gepubliceerd(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: gepubliceerd")
        published = publish_edition(workspace)
        set_gemeenten(context.instance, published_gemeenten(workspace.home))
        return dg.MaterializeResult(
            metadata={
                "edition": published.edition_id,
                "new": published.is_new,
                "site": dg.MetadataValue.path(str(workspace.home.site)),
            }
        )

    return gepubliceerd
