"""Chinese and Japanese: numerals, counters, units and cues. Neither has spaces or capitals.

Owns: the lists and the edits by which figures become English. Imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Edit = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_UNITS = {
    "zh": "平方公里=km2 平方千米=km2 平方米=m2 立方米=m3 立方厘米=cm3 公里=km 千米=km 厘米=cm 毫米=mm 米=m 千克=kg 公斤=kg 毫克=mg 微克=µg 克=g 吨=tonnes "
    "毫升=ml 升=litres 分钟=minutes 小时=hours 秒=seconds 天=days 周=weeks 星期=weeks 个月=months 美元=US_dollars 欧元=euros 英镑=pounds 日元=yen "
    "元=CNY 节=knots 海里=nautical_miles 公顷=hectares 摄氏度=°C ℃=°C 度=degrees 个百分点=percentage_points",
    "ja": "平方キロメートル=km2 平方メートル=m2 立方メートル=m3 立方センチメートル=cm3 キロメートル=km センチメートル=cm センチ=cm ミリメートル=mm ミリ=mm メートル=m "
    "キログラム=kg ミリグラム=mg マイクログラム=µg グラム=g トン=tonnes ミリリットル=ml リットル=litres キロ=kg 時間=hours 分間=minutes 分=minutes "
    "秒間=seconds 秒=seconds 日間=days 週間=weeks か月=months カ月=months ヶ月=months 年間=years パーセント=% ポイント=percentage_points ドル=US_dollars "
    "ユーロ=euros 円=yen ポンド=pounds ノット=knots ヘクタール=hectares ℃=°C 度=degrees",
}
_BEFORE = {
    "zh": "至少=at_least 不少于=at_least 最少=at_least 至多=at_most 最多=at_most 不超过=at_most 超过=more_than 多于=more_than 不到=less_than 少于=less_than "
    "不足=less_than 大约=about 约=about 近=nearly 将近=nearly",
    "ja": "少なくとも=at_least 最低=at_least 最低でも=at_least 最大=at_most 多くても=at_most 最長=at_most 約=about およそ=about ほぼ=about",
}
_AFTER = {
    "以上": "or more",
    "以下": "or less",
    "以内": "or less",
    "未満": "or less",
    "左右": "or so",
    "ほど": "or so",
    "前後": "or so",
    "程度": "or so",
}
_COUNTERS = "日間|日|年|天|小时|小時|時間|分|秒|週|周|个|個|名|人|家|次|回|歳|岁|米|克|吨|公|千|毫|升|本|匹|頭|艘|座|か月|ヶ月|カ月|メートル|キロ|グラム|トン|リットル|倍|枚|台|社|校|杯|勺|％|%"

CUES: dict[str, dict[str, str]] = {
    "zh": {
        "negation": r"不(?!仅|但|同|久|断|少于|超过|到|足|得不|过)|没有|没|未(?!来|必)|无(?!论)|非(?!常|洲)|从未|并非|别",
        "implied": r"仅|只|除|拒绝|缺|停|否|难|少|失败|取消|免",
        "hedge": r"可能|或许|也许|大概|据(?:报道|说|传|称|悉)|相传|传说|疑似|似乎|计划|拟|打算|预计|将|考虑|建议|提议|有望|可望|认为",
        "soft": r"可|会|称|报道|说|表示|提出|按|若|如果|准备|目标|应|须|要",
        "superlative": r"第一|首(?!都|席|先|府|页|付)|唯一|最(?!近|初|后|终|多|少|低)",
        "exact": r"正好|恰好|刚好|整整|准确",
        "cause": r"因为|由于|因此|所以|导致|引起|造成|致使",
        "reason": r"因|由于|所以|导致|引起|造成|致|故|使|以|为|后",
        "before": r"之前|以前",
        "after": r"之后|以后",
    },
    "ja": {
        "negation": r"(?<!少)(?:な[いく](?!と|け)|なかっ|なけれ(?!ば))|ません|(?<![必まわ])ず(?=[、。に\s]|$)|ぬ(?=[、。\s]|$)",
        "implied": r"のみ|だけ|しか|除|拒|断|欠|無|非|未|不|止",
        "hedge": r"かもしれ|可能性|だろう|でしょう|らしい|とされ|とみられ|といわれ|と言われ|によると|によれば|予定|計画|検討|提案|見込み|見通し|恐らく|おそらく|推定|という",
        "soft": r"う$|はず|説|述べ|語|報|案|目指|方針",
        "superlative": r"初(?!期|日|旬|夏|秋|冬|春|級|代)|唯一|最(?!近|初|後|終|大|低|長|中)|一番",
        "exact": r"ちょうど|正確に|きっかり",
        "cause": r"ため(?=、|に、)|ので|によって引き起こ|原因|せいで|おかげ|ゆえ",
        "reason": r"ため|ので|から|原因|よって|より|せい|おかげ|ゆえ|結果|で",
        "before": r"(?:する|れる|る|の)?前に",
        "after": r"(?:した|の|た)?(?:あと|後)(?:で|に|、)|てから",
    },
}


def _number(word: str) -> int:
    """`十二` → 12, `二〇二四` → 2024."""
    if not any(c in _TENS for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    total, current = 0, 0
    for c in word:
        if c in _TENS:
            total, current = total + (current or 1) * _TENS[c], 0
        else:
            current = _DIGITS[c]
    return total + current


def _pairs(row: str) -> dict[str, str]:
    return {a: b.replace("_", " ") for a, b in (part.split("=") for part in row.split())}


def _any(words: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def edits(code: str) -> tuple[Edit, ...]:
    """What turns a text's figures into English: numerals before a counter, shares, myriads, bounds, units right after a number."""
    units, before = _pairs(_UNITS[code]), _pairs(_BEFORE[code])
    numeral = "[" + "".join([*_DIGITS, *_TENS]) + "]"
    number = r"(\d+(?:\.\d+)?)"
    return (
        (re.compile(rf"(?<![\d第统統唯同]){numeral}{{1,12}}(?=分[之の]|[万亿億兆]|{_COUNTERS})"), lambda m: str(_number(m.group()))),
        (re.compile(rf"(?<=分[之の]){numeral}{{1,5}}"), lambda m: str(_number(m.group()))),
        (re.compile(r"(?<!\d)(\d{1,3})分[之の](\d{1,3})"), lambda m: f"{100 * int(m[2]) / max(1, int(m[1])):.6g} %"),
        (re.compile(number + r"([万萬亿億兆])(?:(\d{1,4})万)?"), lambda m: f"{float(m[1]) * _MYRIADS[m[2]] + 10000 * int(m[3] or 0):.0f}"),
        (re.compile(_any(before)), lambda m: f" {before[m.group()]} "),
        (re.compile(rf"(?<=\d)\s?(?:{_any(units)})"), lambda m: f" {units[m.group().strip()]} "),
        (re.compile(r"(?<=[\d\sa-z])(\S?)(" + _any(_AFTER) + ")"), lambda m: f"{m[1]} {_AFTER[m[2]]} "),
        (re.compile(r"(?<=\d)(?=年(?:間)?[^\d]|年$)(?<!\d{4})年(?:間)?"), lambda _: " years "),
    )  # fmt: skip
