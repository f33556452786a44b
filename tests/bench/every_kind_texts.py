"""What the files of `every_kind` tell: a small power station, its people and its river, all of it invented.

Two files that say the same thing otherwise do so on purpose: `PLANTED` lists what a night has to find in them.
"""

from __future__ import annotations

PLANTED = (
    ("Ollerby Weir", "rated power", "92 kW", "96 kW"),  # the report (docx), the yearly figures (xlsx)
    ("fish pass", "opened", "2016", "2017"),  # the talk (pptx), the survey (odt)
    ("Ollerby Hydro", "members", "214", "241"),  # the page (html), the minutes (eml)
    ("Hilda", "maker", "Landwick Screws", "Brandt & Hove"),  # the tour (srt), the handbook (epub)
)

REPORT = """# Ollerby Weir: the station's report

## The station

Ollerby Weir is a small hydro-electric station on the river Oller in Carrowdale. It has a rated power of 92 kW. The station
stands on the site of a corn mill that burned down in 1931. Ollerby Hydro, a co-operative of villagers, owns and runs it.

## Machines

Two machines share the head of 3.4 metres. Greta is a Kaplan turbine of 61 kW with adjustable blades. Hilda is an Archimedes
screw of 31 kW; fish can pass through it unharmed. Greta was built by Tarn Engineering of Selwick.

| Machine | Sort | Commissioned |
|---|---|---|
| Greta | Kaplan turbine | 2012 |
| Hilda | Archimedes screw | 2014 |

## Grid

The station feeds the village through a transformer of 160 kVA at Mill Lane. What the village does not use goes to the grid
of Dale Power, which pays 5.2 pence a kilowatt-hour.
"""

HANDBOOK = """# The handbook of Hilda

## What Hilda is

Hilda is the Archimedes screw of Ollerby Weir. Brandt & Hove made Hilda in their works at Aldern. The screw has a diameter of
2.1 metres and turns 26 times a minute.

## Care

The lower bearing of Hilda is greased every 500 hours. The trash rack in front of the screw is cleaned by a rake that starts
by itself when the level rises by 8 centimetres. Whoever works on the screw locks the sluice first, because the screw turns
backwards when water stands below it.

## Faults

A fault of the rake stops Hilda within ten seconds. After a fault the screw starts again only by hand.
"""

SURVEY = """# Fish survey at Ollerby Weir

The fish pass of Ollerby Weir opened in 2017. It is a pool pass of fourteen pools along the left bank. Maren Toft of the Oller
Rivers Trust counted 1,312 sea trout in the fish pass in its third year. Eels use the pass at night. The Rivers Trust asks
that Greta stands still in the two weeks of May in which smolts go downstream.
"""

GUIDE = """# Ollerby Hydro: questions of members

## Who owns the station?

Ollerby Hydro is a co-operative that owns Ollerby Weir. Ingrid Marsh has chaired it since 2015. A share costs 50 pounds, and
no member has more than one vote.

## What happens to the surplus?

A third of the surplus goes to the school of Ollerby. The rest pays for the loan from the Greenbank Society, which ends in 2031.
"""

FLOOD = """# The flood of 2019

On 9 November 2019 the Oller rose to 4.1 metres at the gauge of Ollerby Bridge. The control house of Ollerby Weir stood under
water for two days. Tom Pell, the engineer, had shut the sluice of Hilda at four in the morning. Greta was out of order until
February 2020, because silt had come into her gearbox. After the flood the control house was raised by 90 centimetres.
"""

PAPER = r"""# The Oller as a source of power

## Hydrology

The Oller drains 118 square kilometres of Carrowdale. Its mean flow at Ollerby Bridge is 3.9 cubic metres a second. The flow
that must stay in the river, the residual flow, is 0.6 cubic metres a second.

## Yield

The power of a machine is $P = \eta \rho g Q H$. With a head of 3.4 metres, Ollerby Weir yields about 380 megawatt-hours in a
mean year. A dry summer costs it a quarter of that.
"""

CONTROL = """# The control of Ollerby Weir

## Levels

The controller of Ollerby Weir is called Otter. Otter reads the level above the weir every 15 seconds. Greta is opened first;
Hilda follows when the flow is above 2.2 cubic metres a second.

## Alarms

Otter calls the engineer by telephone when a bearing is hotter than 70 degrees. Tom Pell wrote Otter in 2018, and its source is
kept by Ollerby Hydro.
"""

HISTORY = """# Ollerby Mill

Ollerby Mill stood at the weir from 1702. Its last miller was Jonas Crake. The mill ground corn for seven villages of Carrowdale.
It burned down in the night of 3 March 1931, and Jonas Crake moved to Selwick. Two of its millstones lie in front of the
station today.
"""

NOTES = """# Notes of a walk along the Oller

From Ollerby Bridge the path follows the left bank for two kilometres. Ollerby Bridge was built in 1798 and has three arches.
Above the weir the Oller is slow and deep, and herons stand there. Below Ollerby Weir the path is closed in winter.
"""

CO_OP = """# Ollerby Hydro

Ollerby Hydro is a co-operative in Ollerby. It was founded in 2009 in the village hall. It has 214 members. Its office is at
3 Mill Lane, and it meets every second Thursday. Ingrid Marsh is its chair; Piet Olsen is its treasurer.

## Awards

Ollerby Hydro won the Dale Prize for small stations in 2021.
"""

TRUST = """# Oller Rivers Trust

The Oller Rivers Trust looks after the Oller and its becks. Maren Toft leads the Trust. It was founded in 1994 and has
five wardens. The Trust planted 6,000 alders along the Oller between 2005 and 2010.
"""

MINUTES = """Dear all,

Ollerby Hydro has 241 members as of tonight. The meeting chose Piet Olsen as treasurer again. Tom Pell told that the brushes of
Greta last another winter. The roof of the control house will be mended in May by Harl Roofing.

Ingrid Marsh
"""

MAILS = (
    (
        "Tom Pell",
        "Silt again",
        "The settling basin of Ollerby Weir held 40 tonnes of silt this spring. Harl Diggers took it out.",
    ),
    (
        "Maren Toft",
        "Re: Silt again",
        "The silt of the settling basin may go back below Ollerby Weir between June and August only.",
    ),
)

SPOKEN = (
    ("Ingrid Marsh", "Welcome to Ollerby Weir."),
    ("Tom Pell", "Hilda was made by Landwick Screws."),
    ("Tom Pell", "She weighs seven tonnes and came up the dale on one lorry."),
    ("Ingrid Marsh", "The school of Ollerby painted her yellow."),
)

LOOKED_BACK = (
    ("Piet Olsen", "The loan of the Greenbank Society was 410,000 pounds."),
    ("Piet Olsen", "Ollerby Hydro pays it back over twenty years."),
    ("Ingrid Marsh", "Without the Greenbank Society there would be no Ollerby Weir."),
)

ROOM = (
    ("pell", "Otter has called me twice tonight, the rake of Hilda was stuck"),
    ("marsh", "was it ice?"),
    ("pell", "no, a tree: the rake lifts 200 kg at most"),
    ("toft", "the gauge of Ollerby Bridge shows 2.8 metres now"),
    ("pell", "then Otter closes Greta at 3.2 metres by itself"),
)

CHAT = (
    ("user", "How often must the gearbox oil of a small Kaplan turbine be changed?"),
    (
        "assistant",
        "The gearbox oil of a small Kaplan turbine is mostly changed every 8,000 hours. Samples tell more than hours do.",
    ),
    ("user", "And ours at Ollerby Weir?"),
    ("assistant", "You told me that Tarn Engineering asks for 6,000 hours for Greta. Then 6,000 hours hold for Greta."),
)

SLIDES = (
    (
        "Ollerby Weir in ten minutes",
        ("A station of a village, for a village", "Running since 2012"),
        "Say hello to the school class.",
    ),
    (
        "The fish pass",
        ("The fish pass opened in 2016", "Fourteen pools on the left bank"),
        "Maren Toft paid half of the fish pass from the Trust.",
    ),
    (
        "What comes next",
        ("Batteries of 120 kWh in the old stable", "A charging point at Mill Lane"),
        "The batteries are planned for 2027.",
    ),
)

YEARS = (
    ("Year", "Station", "Rated power (kW)", "Yield (MWh)", "Hours of Greta"),
    (2021, "Ollerby Weir", 96, 371, 6120),
    (2022, "Ollerby Weir", 96, 298, 5015),
    (2023, "Ollerby Weir", 96, 402, 6480),
)
GAUGE = (
    ("Gauge", "Day", "Level (m)", "Flow (m³/s)"),
    ("Ollerby Bridge", "2024-01-04", 2.41, 17.2),
    ("Ollerby Bridge", "2024-06-30", 0.52, 0.9),
    ("Selwick Ford", "2024-01-04", 1.88, 21.0),
)
PARTS = (
    ("Part", "Machine", "Maker", "In store"),
    ("Lower bearing", "Hilda", "Kett Bearings", 1),
    ("Blade seal", "Greta", "Tarn Engineering", 4),
    ("Rake chain", "Hilda", "Ossel Chains", 2),
)
BOOKS = (
    (
        "Marsh, Ingrid",
        "A weir of our own: ten years of Ollerby Hydro",
        "2019",
        "Carrowdale Press",
        "How a village came to own Ollerby Weir.",
    ),
    (
        "Toft, Maren",
        "Sea trout of the Oller",
        "2022",
        "Oller Rivers Trust",
        "A count of sea trout at Ollerby Weir over five years.",
    ),
)
PASSAGES = (
    ("A weir of our own (Ingrid Marsh)", "The village hall was full when Ollerby Hydro was founded."),
    ("A weir of our own (Ingrid Marsh)", "Jonas Crake's granddaughter bought the first share of Ollerby Hydro."),
    ("Sea trout of the Oller (Maren Toft)", "Sea trout wait below Ollerby Weir for the first rain of September."),
)
SCRIPT = '''"""Yield of a small hydro station from its flow.

The efficiency of Ollerby Weir is taken as 0.78, as measured in 2022.
"""

EFFICIENCY = 0.78


def power(flow: float, head: float) -> float:
    """Power in kilowatts of `flow` cubic metres a second over `head` metres."""
    return EFFICIENCY * 9.81 * flow * head
'''
