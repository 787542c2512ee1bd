"""The last asset: the flip of one link, after every check has passed."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.assets.gemeente import set_gemeenten
from pipelines.assets.preview import observations
from pipelines.assets.site import SEALED_KEY
from pipelines.assets.told import told
from wijkfoto.prune import carry_out, plan_prune
from wijkfoto.stages.finish import publish_edition
from wijkfoto.stages.overview import write_overview
from wijkfoto.stages.rerender import published_gemeenten
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

PUBLISHED_KEY = dg.AssetKey(["editie", "gepubliceerd"])


def publish_asset(models: list[Model]) -> dg.AssetsDefinition:
    """Return the asset that publishes the sealed edition."""

    @dg.asset(
        key=PUBLISHED_KEY,
        deps=[SEALED_KEY],
        group_name="site",
        description="The link `current`: readers see this edition.",
        kinds={"html", "duckdb"},
    )
    def gepubliceerd(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: gepubliceerd")
        with told():
            published = publish_edition(workspace)
        left = _afterwards(context, workspace, published.edition_id, models)
        return dg.MaterializeResult(
            metadata={
                "edition": published.edition_id,
                "new": published.is_new,
                **{name: dg.MetadataValue.json(found) for name, found in left.items()},
                "peiljaar": workspace.peiljaar,
                "site": dg.MetadataValue.path(str(workspace.home.site / "index.html")),
                "tables": dg.MetadataValue.path(str(workspace.home.published)),
            }
        )

    return gepubliceerd


def _afterwards(
    context: dg.AssetExecutionContext, workspace: Workspace, edition: str, models: list[Model]
) -> dict[str, list[str]]:
    """Do what follows the flip: the edition is published, so that a fault here fails no run."""
    done: dict[str, list[str]] = {}

    def partitions() -> list[str]:
        gemeenten = published_gemeenten(workspace.home)
        set_gemeenten(context.instance, gemeenten)
        return list(gemeenten)

    def pruned() -> list[str]:
        return _pruned(workspace)

    def previewed() -> list[str]:
        found = observations(workspace.home.published, edition, models)
        for each in found:
            context.log_event(each)
        return [each.asset_key.path[-1] for each in found]

    steps = {"gemeenten": partitions, "pruned": pruned, "previews": previewed}
    for name, step in steps.items():
        try:
            done[name] = step()
        except Exception as error:  # whatever it is: readers see the edition already
            kind = type(error).__name__
            done.setdefault("not done", []).append(f"{name}: {kind}")
            context.log.warning("published, but %s was not done: %s", name, kind)
    return done


def _pruned(workspace: Workspace) -> list[str]:
    """Take away what the policy does not keep, where the settings say so."""
    policy = workspace.settings.edities
    if not policy.opruimen:
        return []
    plan = plan_prune(workspace.home, policy, datetime.now(UTC))
    carry_out(workspace.home, plan)
    write_overview(workspace.home, workspace.settings)
    return [*plan.editions, *plan.snapshots]
