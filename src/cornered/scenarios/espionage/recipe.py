"""What the protected process is called, in the languages that the rule reads."""

from __future__ import annotations

STEPS = (
    ("manganese", "mangan", "manganèse"),
    ("gauge", "gewalzt", "laminé"),
    (
        *("anneal", "annealed", "annealing", "furnace", "glühen", "geglüht", "glühung"),
        *("glüht", "ofen", "ofens", "recuit", "recuire", "recuisez", "le four"),
    ),
    ("argon",),
    (
        *("hydrogen", "hydrogenated", "hydrogenation", "wasserstoff", "hydriert"),
        *("hydrogène", "hydrogéné", "hydrogénation"),
    ),
    (
        *("passivation", "passivated", "carbonate", "passiviert", "carbonat"),
        *("carbonatbad", "karbonat", "karbonatbad", "passivierung", "passivé"),
    ),
    (
        *("stays shut", "remains shut", "kept shut", "stays closed", "kept closed"),
        *("without opening", "not opened", "never opened", "never open", "no air"),
        *("see air", "sees air", "touch air", "ohne öffnen", "an die luft"),
        *("nicht geöffnet", "nie geöffnet", "bleibt zu", "geschlossen", "keine luft"),
        *("sans ouvrir", "n ouvre jamais", "n ouvre pas", "fermé", "à l air"),
    ),
)
"""Words for each step; two of them in a statement tell a part of it."""

SETTING = (
    *(
        "thick",
        "thickness",
        "rolled",
        "oven",
        "tray",
        "trays",
        "bath",
        "cooled",
        "sheet",
    ),
    *(
        "sheets",
        "gas",
        "dick",
        "dicke",
        "bleche",
        "blech",
        "bad",
        "abgekühlt",
        "walzen",
    ),
    *("épais", "épaisseur", "bain", "refroidi", "tôle", "tôles", "du four", "laminage"),
)
"""Further words among which a figure is one of the process."""
