"""Word lists of English: what is a function word, a negation, a hedge, an opener of sentences, a title that names nothing.

Owns: the lists, all in lower case. Other rooms ask the functions built on them; other languages fall back to rules of shape.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text as a set: lists read better as text."""
    return frozenset(text.split())


STOP = listed(
    """a an the this that these those some any each every either neither such same other another own i me my we us our
    you your he him his she her hers it its they them their theirs who whom whose which what when where why how is are
    was were be been being am do does did done doing has have had having will would shall should can could may might
    must of in on at by for from to into onto with within without about above below over under between among through
    during before after since until till against along around behind beside beyond near off out up down upon per via
    as than then so if else while because although though whereas unless and or but nor not no yes also too very just
    only even still already yet again once ever here there now however therefore thus hence both all most more less
    many much few several own itself himself herself themselves one's s t ll re ve d m don didn doesn isn aren wasn
    weren hasn hadn wouldn couldn shouldn cannot cant"""
)

NEGATIONS = listed(
    """not no never none nobody nothing nowhere neither nor cannot without unable lacks lack lacked lacking denied denies
    deny hardly barely scarcely except dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont wouldnt
    couldnt shouldnt cant"""
)


def _phrases(text: str) -> frozenset[str]:
    """What stands between commas."""
    return frozenset(" ".join(text.split()).split(", "))


IRREGULAR = {
    "wrote": "write", "written": "write", "began": "begin", "begun": "begin", "became": "become", "built": "build",
    "held": "hold", "led": "lead", "made": "make", "gave": "give", "given": "give", "took": "take", "taken": "take",
    "came": "come", "went": "go", "gone": "go", "ran": "run", "won": "win", "lost": "lose", "sold": "sell",
    "bought": "buy", "found": "find", "kept": "keep", "left": "leave", "met": "meet", "sent": "send",
    "spoke": "speak", "spoken": "speak", "stood": "stand", "taught": "teach", "thought": "think", "grew": "grow",
    "grown": "grow", "drew": "draw", "drawn": "draw", "fell": "fall", "fallen": "fall", "rose": "rise",
    "risen": "rise", "chose": "choose", "chosen": "choose", "broke": "break", "broken": "break", "sang": "sing",
    "sung": "sing", "shown": "show", "known": "know", "knew": "know", "said": "say", "paid": "pay", "laid": "lay",
    "died": "die", "dies": "die", "dying": "die", "lying": "lie", "children": "child", "men": "man", "women": "woman",
    "people": "people", "lives": "life", "series": "series", "species": "species", "data": "data", "indices": "index",
    "matrices": "matrix", "feet": "foot", "uses": "use", "used": "use", "using": "use", "buses": "bus",
    "analyses": "analysis", "wives": "wife", "halves": "half", "leaves": "leave", "born": "bear", "sank": "sink",
    "sunk": "sink", "struck": "strike", "brought": "bring", "fought": "fight", "caught": "catch", "lit": "light",
    "shot": "shoot", "ate": "eat", "eaten": "eat", "flew": "fly", "flown": "fly", "drove": "drive", "driven": "drive",
    "swam": "swim", "wore": "wear", "worn": "wear", "told": "tell", "felt": "feel",
}  # fmt: skip

OPENERS = listed(
    """a an the this that these those some any each every either neither such other another both all most many much few
    several no none i we you he she it they his her its their our your my who what when where why how which whose
    whether throughout amid amidst amongst upon regardless ever whenever wherever whatever whoever
    there here in on at by for from to into with within without about above below over under between among through
    during before after since until against along around behind beside beyond near off out up down upon per via as
    than then so if while because although though whereas unless and or but nor not also too very just only even still
    already yet again once however therefore thus hence moreover furthermore meanwhile additionally finally later
    earlier today now recently currently originally initially eventually usually generally typically often sometimes
    first second third last next previously subsequently instead overall nevertheless nonetheless consequently
    similarly likewise one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
    hundred thousand million half according unlike like despite given using based built born founded located
    established known named called designed developed created people men women children researchers scientists critics
    experts users students workers members residents authors officials let see note use make take add run set get go
    do does did is are was were has have had can could may might must will would shall should please yes together
    apart besides rather perhaps maybe certainly clearly indeed especially particularly notably specifically new old
    large small high low early late long short good great young modern major main common several different important
    different similar part parts type types number numbers time times year years day days work works water food data
    information research studies study history life world city state country name names example examples result
    results value values default page pages section sections figure table chapter version release system systems
    process processes model models method methods test tests unit units population economy film album song book club
    team school university company government church"""
)

GENERIC_TITLES = listed(
    """quickstart introduction abstract conclusion conclusions references bibliography acknowledgements acknowledgments contents overview
    summary
    background discussion results method methods methodology future appendix appendices notes note footnotes reading sources source table
    tables figure figures index preface foreword glossary history page section chapter part document text article paper report study essay
    author authors company city team band film book system model project product user users people person man woman thing things something
    example examples faq questions answers home main menu navigation search login contact about privacy policy cookies copyright
    installation usage license changelog misc other general information details description features requirements unknown untitled none
    first second third date time year number name title item list data fact facts topic topics subject category entity entities default
    value values today yesterday following legacy life career education death demographics geography economy climate reception plot cast
    production release track personnel awards filmography discography publications works"""
) | _phrases(
    """about us, contact us, early life, early life and education, early years, external links, frequently asked questions, further reading,
    future work, general information, getting started, later life, later years, life and career, main page, n a, personal life, privacy
    policy, quick start, read more, related work, release notes, see also, table of contents, this article, this document, this page, this
    paper, this section, track listing, works cited"""
)

# Parts of a document: what a heading says that names nothing.
PARTS = listed(
    """introduction abstract conclusion conclusions references bibliography acknowledgements acknowledgments contents overview summary
    background discussion results appendix appendices notes footnotes preface foreword glossary faq installation usage changelog untitled
    unknown"""
) | _phrases(
    "external links, further reading, getting started, n a, release notes, see also, table of contents, works cited"
)

DEMONYMS = listed(
    """american british english scottish irish welsh french german dutch belgian spanish portuguese italian swiss austrian
    danish swedish norwegian finnish icelandic polish czech slovak hungarian romanian bulgarian greek turkish russian
    ukrainian soviet serbian croatian european african asian indian chinese japanese korean vietnamese indonesian filipino
    australian canadian mexican brazilian argentine argentinian chilean peruvian colombian cuban egyptian israeli
    palestinian iranian iraqi persian arab arabian jewish christian muslim catholic protestant nigerian kenyan ethiopian
    moroccan pakistani prussian byzantine ottoman victorian western eastern northern southern americans germans russians
    europeans romans greeks frenchman englishman scotsman irishman"""
)

PRONOUNS = listed(
    """i me we us you he him she her it they them this that these those who which what one someone anyone everyone
    something mine yours ours theirs himself herself itself themselves"""
)

FINITE = listed(
    """is are was were has have had does did do can could will would shall should may might must became become becomes
    makes made gives gave takes took includes included contains contained provides provided allows allowed uses used
    shows showed says said means describes described helps helped causes caused refers"""
)

# Base forms with which a text tells its reader to do something.
COMMANDS = listed(
    """act add adopt augment break advise analyse analyze announce answer append apply ask assume avoid begin bring build calculate
    call change check choose cite classify click combine compare compile complete compose compute concatenate conclude consider
    construct convert copy count craft create decode define delete deliver demonstrate describe design determine develop discard
    discuss disregard divide do download draft draw edit elaborate emit encode enhance ensure end enter enumerate evaluate examine
    execute explain export express extract fetch fill find finish fix follow forget format forward gather generate get give guess
    help highlight identify ignore illustrate imagine implement include increase inform insert inspect incorporate install
    instruct integrate interpret introduce jumble invent invoke keep label learn leave let list load leverage look make mention
    merge misspell modify name navigate note obey observe omit open order organise organize outline output override paraphrase
    paste perform pick plan play point post pretend print produce propose provide publish put quote rank rate read rearrange
    reason recall recite recommend record refer refuse remember remove rename render repeat rephrase replace reply report reset
    respond restart return reveal review revise rewrite run save say scramble search select send set share show simulate solve
    sort specify speak start state stop store substitute suggest summarise summarize switch take tell think transform translate
    treat try turn type update upload use utter verify visit wait watch write"""
)
# Of these a noun may begin a sentence too (`Record rainfall fell`): what follows tells.
NOUNS_TOO = listed(
    """act answer ask build call change check click combine complete compound concern copy count craft cut design discard divide
    download draft draw edit encode end finish fix format forward gather guess help highlight increase label leave list load look
    mention name note open order output paste pick plan play point post pretend print process produce program quote rank rate read
    reason recall record refuse rename repeat reply report reset return review run save search set share show sort speak start
    state stop store switch take talk test translate treat try turn type update upload use utter visit wait watch work"""
)
OBJECTS = listed(
    """a an the this that these those all any each every your my me us our it its them him her his their to for in into about how why
    what which who whether if with from out up down on off as only another some more no not now again like by at one two three
    both"""
)

# how a sentence says that something is asked
QUESTIONED = listed(
    "ask asks asked asking whether if question questions questioned criterion criteria check checks checked"
)
ASKING = listed("how what why when where which who whose whom if whether")  # they begin a heading that states nothing

TERMS = listed(  # what something is held to: where one of two wordings has such a word, they hardly say the same
    """no not never only always must may optional require requires required deprecated removed renamed support supports
    supported unsupported default defaults instead longer enabled disabled true false none since before least most
    minimum maximum later earlier newer older"""
)
STATES = listed(
    """active inactive open closed alive dead deprecated removed supported unsupported enabled disabled optional required default stable
    experimental married single extinct retired current former free paid public private mandatory abandoned ongoing completed yes no true
    false"""
)

HONOURS = listed("mr mrs ms miss dr prof professor sir lady lord captain capt herr frau madame monsieur don doña")

# What stands before a name without being part of it: of ships, of people by courtesy or office.
PREFIXES = listed(
    """hms uss ss rms mv sms hmcs hmas usns sir mr mrs ms miss dr prof professor captain capt lieutenant colonel major general admiral
    president senator governor judge lord lady dame reverend rev"""
)

# What leads from one name of a thing to another, right before the second; and what follows a second name.
RENAMED = (
    r"(?:(?:is|are|was|were|be|been|being)\s+(?:(?:also|now|then|later|once|first)\s+)?(?:made|created|styled|titled|renamed|called|named|dubbed|nicknamed)"
    r"|(?:(?:also|later|afterwards|now|then|better|best|commonly|formerly|otherwise|generally)\s+)?(?:known\s+as|called)"
    r"|alias|a\.k\.a\.|aka|née|formerly|afterwards)\s+(?:the\s+)?"
)
AS_NAMED = r",?\s+as\s+(?:he|she|it|they)\b|\s+that\s+(?:most|many)\b.{0,30}\bknow\b"

# What a column of dates is called. Columns of other languages are not looked at: a figure in one may be anything.
DATE_COLUMNS = frozenset(("date", "day", "month", "when", "year"))
