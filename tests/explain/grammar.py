"""The sentences as a reader knows them: patterns in three scripts, written from the sentences themselves, for check_sentences.py."""

ENGLISH = {
    "unknown": "Your taste is not known yet: ",
    "look": "It goes with the product you are viewing: ",
    "nothing": "Nothing in particular speaks for it.",
    "leads": [
        r"it is recommended above all because (?P<a>.+); also, (?P<b>.+)\.",
        r"the main reason is that (?P<a>.+); besides, (?P<b>.+)\.",
        r"what counts most is that (?P<a>.+); in addition, (?P<b>.+)\.",
        r"it is recommended because (?P<a>.+)\.",
        r"it stands here because (?P<a>.+)\.",
    ],
    "stands": "stands here because",
    "between": r"; ",
    "quote": "“”",
    "title": "“”",
    "list": r", | and ",
    "dense": r"(?P<what>its looks and its description are|its looks are|its description is) close to (?:(?P<fixed>the product you are viewing|your photo|your words|your taste as a whole|products that caught your eye)|(?P<titles>.+?)(?:, which caught your eye|(?P<rest> and other products that caught your eye)))",
    "subjects": {"its looks and its description are": "vt", "its looks are": "v", "its description is": "t"},
    "fixed": {"the product you are viewing": "anchor", "your photo": "photo", "your words": "words", "your taste as a whole": "encoder", "products that caught your eye": "history"},
    "leanings": [
        ("asked", r"you asked to see more of (?P<names>.+)"),
        ("wished", r"(?P<names>.+) suits? what you asked for"),
        ("learned", r"the choices you made favour (?P<names>.+)"),
        ("tapped", r"you looked into (?P<names>.+) before"),
        ("liked", r"(?P<names>.+) (?:is|are) also found on products that caught your eye"),
        ("same", r"both have (?P<names>.+)"),
        ("related", r"(?P<names>.+) is related to (?P<other>.+) (?:on that product|in what caught your eye)"),
        ("has", r"it has (?P<names>.+)"),
    ],
    "popular": "it is popular in this shop",
    "category": "you asked to see more of its kind",
    "self": "it caught your eye before",
    "finds": r"the shop's model “(?P<model>[^”]+)” finds that (?P<rest>.+)",
    "model": r"the shop's model “(?P<model>[^”]+)” (?:(?P<forward>puts it forward)|links it (?:by way of (?P<way>“[^”]+”(?:(?:, | and )“[^”]+”)*) )?to (?:(?P<viewed>the product you are viewing)|(?P<titles>“.+”)(?:, which caught your eye|(?P<rest> and other products that caught your eye)))|sets it apart from (?P<apart>“.+”), which you did not want)",
    "price": {"its price is not far from that of the product you are viewing": "similar", "its price is within your range": "within", "its price is close to your range": "near"},
    "occasion": r"(?:(?P<past>.+) has just passed|today is (?P<today>.+?)|(?P<tomorrow>.+) is tomorrow|(?P<name>.+) is (?P<days>\d+) days away|you are choosing for (?P<wished>.+?)) and (?P<names>.+) belongs? to it",
    "where": [
        ("colour", r"(?P<name>“.+”) is (?P<place>.+), measured from its pixels\."),
        ("seen", r"(?P<name>“.+”) is (?P<place>.+); the picture itself shows it(?P<also>, and the shop's words say so too)?\."),
        ("person", r"A person has confirmed (?P<name>“.+”)\."),
        ("disagree", r"The shop's words name (?P<name>“.+”), but the picture does not bear it out, so it counts for less\."),
        ("located", r"The shop's words name (?P<name>“.+”); it was located (?P<place>.+) because they name it, not because the picture alone would prove it\."),
        ("words", r"The shop's words name (?P<name>“.+”)\."),
    ],
    "places": [["in the upper left of the picture", "at the top of the picture", "in the upper right of the picture"], ["on the left of the picture", "in the centre of the picture", "on the right of the picture"], ["in the lower left of the picture", "at the bottom of the picture", "in the lower right of the picture"]],
    "everywhere": "across most of the picture",
    "meaning": [r"What (?P<name>“.+?”) means: (?P<text>.+)\.", r"The meaning of (?P<name>“.+?”): (?P<text>.+)\."],
    "unsourced": " (no source was found for this)",
    "weak": " (its sources are excerpts, or not scholarly ones)",
    "what_if": [
        r"Without (?P<what>.+) it would rank (?P<to>\d+)(?:st|nd|rd|th)(?P<by> by score)? instead of (?P<from>\d+)(?:st|nd|rd|th)\.",
        r"Take away (?P<what>.+), and its rank(?P<by> by score)? goes from (?P<from>\d+)(?:st|nd|rd|th) to (?P<to>\d+)(?:st|nd|rd|th)\.",
        r"Even without (?P<what>.+) it would still rank (?P<from>\d+)(?:st|nd|rd|th)(?P<by> by score)?\.",
        r"It would rank (?P<from>\d+)(?:st|nd|rd|th)(?P<by> by score)? without (?P<what>.+) as well\.",
    ],
    "reason": r"the reason (?P<name>“.+”)",
    "history": r"(?P<title>“.+”) in your history",
    "aside": [("idle", r"It also has (?P<name>“.+”), though that has no part in its rank here\."), ("little", r"It also has (?P<name>“.+”), though that counts for little here\.")],
    "drawback": r"However, (?P<what>.+) lowers its score\.",
    "drawback_dense": {"how it looks": "visual", "its description": "text"},
    "drawback_title": r"(?P<title>“.+”) in your history",
    "drawback_rest": "the rest of your history",
    "drawback_category": "your wish to see less of its kind",
    "drawback_model": r"the shop's model “(?P<model>[^”]+)”",
    "drawback_judged": r"what the shop's model “(?P<model>[^”]+)” makes of (?P<title>“.+”)",
    "drawback_part": r"the (?P<how>look|description) of (?P<title>“.+”)",
    "unlike": r"(?P<what>its looks are|its description is) unlike (?:(?P<title>“.+”), which you did not want|products that you did not want)",
    "looks": "look",
    "by score": " by score",
}

SIMPLIFIED = {
    "unknown": "还不了解您的喜好：",
    "look": "它可与您正在看的这件搭配：",
    "nothing": "没有特别的理由把它排在前面。",
    "leads": [r"推荐它，首先因为(?P<a>.+)；其次，(?P<b>.+)。", r"(?P<a>.+)，这是推荐它的主要理由；另外，(?P<b>.+)。", r"最主要的一点：(?P<a>.+)；此外，(?P<b>.+)。", r"推荐它，因为(?P<a>.+)。", r"它排在这里，是因为(?P<a>.+)。"],
    "stands": "它排在这里",
    "between": r"，(?![^，]+正应景)",
    "quote": "“”",
    "title": "《》",
    "list": r"、|和(?=《)",
    "dense": r"(?P<what>它的样子和文字介绍都|它的样子|它的文字介绍)接近(?:(?P<fixed>您正在看的这件|您给的照片|您写的话|您一向的口味|您留意过的商品)|您留意过的(?P<titles>《.+》)(?P<rest>等商品)?)",
    "subjects": {"它的样子和文字介绍都": "vt", "它的样子": "v", "它的文字介绍": "t"},
    "fixed": {"您正在看的这件": "anchor", "您给的照片": "photo", "您写的话": "words", "您一向的口味": "encoder", "您留意过的商品": "history"},
    "leanings": [("asked", r"(?P<names>.+)是您想多看的"), ("wished", r"(?P<names>.+)合您的要求"), ("learned", r"您作过的比较偏向(?P<names>.+)"), ("tapped", r"您点看过(?P<names>.+)"), ("liked", r"(?P<names>.+)也出现在您留意过的商品上"), ("same", r"两件都有(?P<names>.+)"), ("related", r"(?P<names>.+)与(?:这件的|您留意过的)(?P<other>.+)相关"), ("has", r"它有(?P<names>.+)")],
    "popular": "它在店里受欢迎",
    "category": "您想多看这类商品",
    "self": "您先前留意过它",
    "finds": r"店家的模型“(?P<model>[^”]+)”认为(?P<rest>.+)",
    "model": r"店家的模型“(?P<model>[^”]+)”(?:(?P<forward>看好它)|(?:经(?P<way>.+))?把它连到(?:(?P<viewed>您正在看的这件)|您留意过的(?P<titles>《.+》)(?P<rest>等商品)?)|把它与您不想要的(?P<apart>《.+》)分开)",
    "price": {"价格与您正在看的这件相差不大": "similar", "价格在您说的范围内": "within", "价格接近您说的范围": "near"},
    "occasion": r"(?:(?P<past>.+)刚过|今天是(?P<today>.+?)|明天是(?P<tomorrow>.+?)|(?P<name>.+)将至（还有(?P<days>\d+)天）|您为(?P<wished>.+)而选)，(?P<names>.+)正应景",
    "where": [("colour", r"(?P<name>.+?)(?P<place>在图的.+|几乎占满整张图)，是从像素量出来的。"), ("seen", r"(?P<name>.+?)(?P<place>在图的.+?|几乎占满整张图)，从图片本身就能认出(?P<also>，店家的文字也这样写)?。"), ("person", r"(?P<name>.+)经人核对确认。"), ("disagree", r"店家的文字写有(?P<name>.+)，但图片没有印证，因此它的分量已调低。"), ("located", r"店家的文字写有(?P<name>.+)，据此在图上找到它的位置（(?P<place>.+)）；单凭图片还不足以断定。"), ("words", r"店家的文字写有(?P<name>.+)。")],
    "places": [["在图的左上方", "在图的上方", "在图的右上方"], ["在图的左侧", "在图的中央", "在图的右侧"], ["在图的左下方", "在图的下方", "在图的右下方"]],
    "everywhere": "几乎占满整张图",
    "meaning": [r"关于(?P<name>.+?)的含义：(?P<text>.+)。", r"(?P<name>.+?)的寓意是：(?P<text>.+)。"],
    "unsourced": "（这一说法没有找到出处）",
    "weak": "（出处仅据摘录，或可信程度较低）",
    "what_if": [r"若不算(?P<what>.+)，它(?P<by>按分数)?会排第(?P<to>\d+)位，而不是第(?P<from>\d+)位。", r"去掉(?P<what>.+)，它(?P<by>按分数)?的名次会从第(?P<from>\d+)位变为第(?P<to>\d+)位。", r"即使不算(?P<what>.+)，它(?P<by>按分数)?仍排第(?P<from>\d+)位。", r"不算(?P<what>.+)，它(?P<by>按分数)?也还是第(?P<from>\d+)位。"],
    "reason": r"(?P<name>“.+”)这条理由",
    "history": r"您对(?P<title>《.+》)的留意",
    "aside": [("idle", r"它还有(?P<name>.+)，不过这次的排名与此无关。"), ("little", r"它还有(?P<name>.+)，不过它在这次排名里分量很小。")],
    "drawback": r"不过，(?P<what>.+)拉低了它的分数。",
    "drawback_dense": {"它的样子": "visual", "它的文字介绍": "text"},
    "drawback_title": r"您记录里的(?P<title>《.+》)",
    "drawback_rest": "您记录里的其他商品",
    "drawback_category": "您少看这类商品的要求",
    "drawback_model": r"店家的模型“(?P<model>[^”]+)”",
    "drawback_judged": r"店家的模型“(?P<model>[^”]+)”由(?P<title>《.+》)得出的看法",
    "drawback_part": r"(?P<title>《.+》)的(?P<how>样子|文字介绍)",
    "unlike": r"(?P<what>它的样子|它的文字介绍)不像您不想要的(?:(?P<title>《.+》)|商品)",
    "looks": "样子",
    "by score": "按分数",
}

# The reviewer's own reading of the traditional sentences: each character here was looked up by hand, not taken from core.
TO_TRADITIONAL = dict(zip("推荐与两为义于仅从价会侧关内写几凭刚别单占变围图处对将应张录据数断无条来样欢没满点现确级绍经给范认记证话说调较过还这里开类连选“”", "推薦與兩為義於僅從價會側關內寫幾憑剛別單佔變圍圖處對將應張錄據數斷無條來樣歡沒滿點現確級紹經給範認記證話說調較過還這裡開類連選「」"))


def traditional(value):
    if isinstance(value, str):
        return "".join(TO_TRADITIONAL.get(c, c) for c in value)
    if isinstance(value, dict):
        return {traditional(k) if k not in SIMPLIFIED else k: traditional(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(traditional(v) for v in value)
    return value


# Reasons that read alike and are not.
WISH_SWAPS = {
    "en": [("suits what you asked for", "is also found on products that caught your eye"), ("more of its kind", "more of “gold”"), ("you are choosing for ", "today is ")],
    "zh-Hans": [("合您的要求", "是您想多看的"), ("您想多看这类商品", "您打开过它的说明"), ("您点看过", "您作过的比较偏向")],
    "zh-Hant": [("合您的要求", "是您想多看的"), ("您作過的比較偏向", "您點看過"), ("您打開過它的說明", "您想多看這類商品")],
}  # fmt: skip

GRAMMAR = {"en": ENGLISH, "zh-Hans": SIMPLIFIED, "zh-Hant": traditional(SIMPLIFIED)}
