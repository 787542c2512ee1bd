"""The columns of the made KWB tables, as DataProperties lists them: group, stem, title, unit, type.

Figures are made elsewhere; names, units and groups follow Kerncijfers wijken en buurten 2020.
"""

from dataclasses import dataclass

from wijkfoto.sample.properties import Column

_COLUMNS_2020 = """
# Regioaanduiding
Gemeentenaam; Gemeentenaam; naam; String
SoortRegio; Soort regio; omschrijving; String
Codering; Codering; code; String
IndelingswijzigingWijkenEnBuurten; Indelingswijziging wijken en buurten; code; String
# Bevolking
AantalInwoners; Aantal inwoners; aantal; Long
# Bevolking / Geslacht
Mannen; Mannen; aantal; Long
Vrouwen; Vrouwen; aantal; Long
# Bevolking / Leeftijdsgroepen
k_0Tot15Jaar; 0 tot 15 jaar; aantal; Long
k_15Tot25Jaar; 15 tot 25 jaar; aantal; Long
k_25Tot45Jaar; 25 tot 45 jaar; aantal; Long
k_45Tot65Jaar; 45 tot 65 jaar; aantal; Long
k_65JaarOfOuder; 65 jaar of ouder; aantal; Long
# Bevolking / Burgerlijke staat
Ongehuwd; Ongehuwd; aantal; Long
Gehuwd; Gehuwd; aantal; Long
Gescheiden; Gescheiden; aantal; Long
Verweduwd; Verweduwd; aantal; Long
# Bevolking / Personen met een migratieachtergrond
WestersTotaal; Westers totaal; aantal; Long
# Bevolking / Personen met een migratieachtergrond / Niet-westers
NietWestersTotaal; Niet-westers totaal; aantal; Long
Marokko; Marokko; aantal; Long
NederlandseAntillenEnAruba; Nederlandse Antillen en Aruba; aantal; Long
Suriname; Suriname; aantal; Long
Turkije; Turkije; aantal; Long
OverigNietWesters; Overig niet-westers; aantal; Long
# Bevolking / Geboorte en sterfte
GeboorteTotaal; Geboorte totaal; aantal; Long
GeboorteRelatief; Geboorte relatief; per 1 000 inwoners; Long
SterfteTotaal; Sterfte totaal; aantal; Long
SterfteRelatief; Sterfte relatief; per 1 000 inwoners; Long
# Bevolking / Particuliere huishoudens
HuishoudensTotaal; Huishoudens totaal; aantal; Long
Eenpersoonshuishoudens; Eenpersoonshuishoudens; aantal; Long
HuishoudensZonderKinderen; Huishoudens zonder kinderen; aantal; Long
HuishoudensMetKinderen; Huishoudens met kinderen; aantal; Long
GemiddeldeHuishoudensgrootte; Gemiddelde huishoudensgrootte; aantal; Double
# Bevolking
Bevolkingsdichtheid; Bevolkingsdichtheid; aantal inwoners per km²; Long
# Wonen
Woningvoorraad; Woningvoorraad; aantal; Long
GemiddeldeWoningwaarde; Gemiddelde woningwaarde; x 1 000 euro; Long
# Wonen / Woningen naar type
PercentageEengezinswoning; Percentage eengezinswoning; %; Long
PercentageMeergezinswoning; Percentage meergezinswoning; %; Long
# Wonen / Woningen naar bewoning
PercentageBewoond; Percentage bewoond; %; Long
PercentageOnbewoond; Percentage onbewoond; %; Long
# Wonen / Woningen naar eigendom
Koopwoningen; Koopwoningen; %; Long
# Wonen / Woningen naar eigendom / Huurwoningen
HuurwoningenTotaal; Huurwoningen totaal; %; Long
InBezitWoningcorporatie; In bezit woningcorporatie; %; Long
InBezitOverigeVerhuurders; In bezit overige verhuurders; %; Long
# Wonen / Woningen naar eigendom
EigendomOnbekend; Eigendom onbekend; %; Long
# Wonen / Woningen naar bouwjaar
BouwjaarVoor2000; Bouwjaar voor 2000; %; Long
BouwjaarVanaf2000; Bouwjaar vanaf 2000; %; Long
# Energie / Gemiddeld elektriciteitsverbruik
GemiddeldElektriciteitsverbruikTotaal; Gemiddeld elektriciteitsverbruik totaal; kWh; Long
# Energie / Gemiddeld elektriciteitsverbruik / Naar woningtype
Appartement; Appartement; kWh; Long
Tussenwoning; Tussenwoning; kWh; Long
Hoekwoning; Hoekwoning; kWh; Long
TweeOnderEenKapWoning; Twee-onder-één-kap-woning; kWh; Long
VrijstaandeWoning; Vrijstaande woning; kWh; Long
# Energie / Gemiddeld elektriciteitsverbruik / Naar eigendom
Huurwoning; Huurwoning; kWh; Long
EigenWoning; Eigen woning; kWh; Long
# Energie / Gemiddeld aardgasverbruik
GemiddeldAardgasverbruikTotaal; Gemiddeld aardgasverbruik totaal; m³; Long
# Energie / Gemiddeld aardgasverbruik / Naar woningtype
Appartement; Appartement; m³; Long
Tussenwoning; Tussenwoning; m³; Long
Hoekwoning; Hoekwoning; m³; Long
TweeOnderEenKapWoning; Twee-onder-één-kap-woning; m³; Long
VrijstaandeWoning; Vrijstaande woning; m³; Long
# Energie / Gemiddeld aardgasverbruik / Naar eigendom
Huurwoning; Huurwoning; m³; Long
EigenWoning; Eigen woning; m³; Long
# Energie / Gemiddeld aardgasverbruik
PercentageWoningenMetStadsverwarming; Percentage woningen met stadsverwarming; %; Double
# Opleidingsniveau
OpleidingsniveauLaag; Opleidingsniveau laag; aantal; Long
OpleidingsniveauMiddelbaar; Opleidingsniveau middelbaar; aantal; Long
OpleidingsniveauHoog; Opleidingsniveau hoog; aantal; Long
# Arbeid
NettoArbeidsparticipatie; Netto arbeidsparticipatie; %; Long
# Arbeid / Onderverdeling arbeidsparticipatie
PercentageWerknemers; Percentage werknemers; %; Long
PercentageZelfstandigen; Percentage zelfstandigen; %; Long
# Inkomen / Inkomen van personen
AantalInkomensontvangers; Aantal inkomensontvangers; aantal; Long
GemiddeldInkomenPerInkomensontvanger; Gemiddeld inkomen per inkomensontvanger; x 1 000 euro; Double
GemiddeldInkomenPerInwoner; Gemiddeld inkomen per inwoner; x 1 000 euro; Double
k_40PersonenMetLaagsteInkomen; 40% personen met laagste inkomen; %; Double
k_20PersonenMetHoogsteInkomen; 20% personen met hoogste inkomen; %; Double
# Inkomen / Inkomen van huishoudens
GemGestandaardiseerdInkomenVanHuish; Gem. gestandaardiseerd inkomen van huish; x 1 000 euro; Double
k_40HuishoudensMetLaagsteInkomen; 40% huishoudens met laagste inkomen; %; Double
k_20HuishoudensMetHoogsteInkomen; 20% huishoudens met hoogste inkomen; %; Double
HuishoudensMetEenLaagInkomen; Huishoudens met een laag inkomen; %; Double
HuishOnderOfRondSociaalMinimum; Huish. onder of rond sociaal minimum; %; Double
HuishoudensTot110VanSociaalMinimum; Huishoudens tot 110% van sociaal minimum; %; Double
HuishoudensTot120VanSociaalMinimum; Huishoudens tot 120% van sociaal minimum; %; Double
MediaanVermogenVanParticuliereHuish; Mediaan vermogen van particuliere huish.; x 1 000 euro; Long
# Sociale zekerheid
PersonenPerSoortUitkeringBijstand; Personen per soort uitkering; Bijstand; aantal; Long
PersonenPerSoortUitkeringAO; Personen per soort uitkering; AO; aantal; Long
PersonenPerSoortUitkeringWW; Personen per soort uitkering; WW; aantal; Long
PersonenPerSoortUitkeringAOW; Personen per soort uitkering; AOW; aantal; Long
# Zorg
JongerenMetJeugdzorgInNatura; Jongeren met jeugdzorg in natura; aantal; Long
PercentageJongerenMetJeugdzorg; Percentage jongeren met jeugdzorg; %; Double
WmoClienten; Wmo-cliënten; aantal; Long
WmoClientenRelatief; Wmo-cliënten relatief; per 1 000 inwoners; Long
# Bedrijfsvestigingen, SBI 2008
BedrijfsvestigingenTotaal; Bedrijfsvestigingen totaal; aantal; Long
# Bedrijfsvestigingen, SBI 2008 / Bedrijfsvestigingen naar activiteit
ALandbouwBosbouwEnVisserij; A Landbouw, bosbouw en visserij; aantal; Long
BFNijverheidEnEnergie; B-F Nijverheid en energie; aantal; Long
GIHandelEnHoreca; G+I Handel en horeca; aantal; Long
HJVervoerInformatieEnCommunicatie; H+J Vervoer, informatie en communicatie; aantal; Long
KLFinancieleDienstenOnroerendGoed; K-L Financiële diensten, onroerend goed; aantal; Long
MNZakelijkeDienstverlening; M-N Zakelijke dienstverlening; aantal; Long
RUCultuurRecreatieOverigeDiensten; R-U Cultuur, recreatie, overige diensten; aantal; Long
# Motorvoertuigen / Personenauto's
PersonenautoSTotaal; Personenauto's totaal; aantal; Long
# Motorvoertuigen / Personenauto's / Personenauto's; brandstoftype
PersonenautoSBrandstofBenzine; Personenauto's; brandstof benzine; aantal; Long
PersonenautoSOverigeBrandstof; Personenauto's; overige brandstof; aantal; Long
# Motorvoertuigen / Personenauto's
PersonenautoSPerHuishouden; Personenauto's per huishouden; per huishouden; Double
PersonenautoSNaarOppervlakte; Personenauto's naar oppervlakte; per km²; Long
# Motorvoertuigen
Motorfietsen; Motorfietsen; aantal; Long
# Nabijheid voorzieningen
AfstandTotHuisartsenpraktijk; Afstand tot huisartsenpraktijk; km; Double
AfstandTotGroteSupermarkt; Afstand tot grote supermarkt; km; Double
AfstandTotKinderdagverblijf; Afstand tot kinderdagverblijf; km; Double
# Nabijheid voorzieningen / Basisonderwijs
AfstandTotSchool; Afstand tot school; km; Double
ScholenBinnen3Km; Scholen binnen 3 km; aantal; Double
# Oppervlakte
OppervlakteTotaal; Oppervlakte totaal; ha; Long
OppervlakteLand; Oppervlakte land; ha; Long
OppervlakteWater; Oppervlakte water; ha; Long
# Postcode
MeestVoorkomendePostcode; Meest voorkomende postcode; code; String
Dekkingspercentage; Dekkingspercentage; code; Long
# Stedelijkheid
MateVanStedelijkheid; Mate van stedelijkheid; code; Long
Omgevingsadressendichtheid; Omgevingsadressendichtheid; per km²; Long
"""

_LATER = {
    2016: (),
    2017: (),
    2018: ("GeboorteRelatief", "SterfteRelatief", "MediaanVermogenVanParticuliereHuish"),
    2019: ("SterfteRelatief",),
    2020: (),
}
"""Columns that a table did not have yet, so that every suffix after them differs per year."""

_EARLY = frozenset({"Regioaanduiding", "Bevolking", "Oppervlakte"})
"""Groups of the tables of before 2018, which are short: people and areas only."""

_RENAMED = {
    "NettoArbeidsparticipatie": "Nettoarbeidsparticipatie",
    "Netto arbeidsparticipatie": "Nettoarbeidsparticipatie",
}
"""Spelling of 2018 and 2019."""


@dataclass(frozen=True)
class KwbColumn(Column):
    """A KWB column with the name under which its figure is made.

    Stems repeat inside a table (Appartement in kWh and in m³), so a figure is known by stem and,
    for energy, unit.
    """

    @property
    def figure(self) -> str:
        """Return the stem, followed by the unit where the stem alone is not unique."""
        return f"{self.stem}@{self.unit}" if self.unit in ("kWh", "m³") else self.stem


def kwb_columns(year: int) -> list[KwbColumn]:
    """Return the columns of the KWB table of a year from 2016 to 2020, in order.

    Raises:
        KeyError: For another year.
    """
    later = _LATER[year]
    found: list[KwbColumn] = []
    group: tuple[str, ...] = ()
    for line in _COLUMNS_2020.strip().splitlines():
        if line.startswith("# "):
            group = tuple(line[2:].split(" / "))
            continue
        stem, *title, unit, datatype = line.split("; ")
        if stem in later or (year < 2018 and group[0] not in _EARLY):
            continue
        name = "; ".join(title)
        if year < 2020:
            stem, name = _RENAMED.get(stem, stem), _RENAMED.get(name, name)
        found.append(KwbColumn(len(found) + 1, group, stem, name, unit, datatype))
    return found
