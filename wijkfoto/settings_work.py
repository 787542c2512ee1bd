"""Sections of the settings about how the work goes on: when, how long it is kept, who is told.

None of them changes a figure or a text, so none enters the id of an edition.
"""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of a section of the settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Rooster(Section):
    """What the daemon of Dagster starts by itself; each is off until it is set.

    `nieuwe_cijfers` asks the services every hour whether a table was revised, `nieuwe_bestanden`
    looks every minute at the local files, `elke_nacht` does both once a night, and `elk_kwartaal`
    runs everything four times a year, whether something is new or not.
    """

    nieuwe_cijfers: bool = False
    nieuwe_bestanden: bool = False
    elke_nacht: bool = False
    elk_kwartaal: bool = False
