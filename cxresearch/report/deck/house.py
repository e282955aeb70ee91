"""The presentation that stands in for a client's template: 16:9, a plain master, colours that everybody can tell apart.

It is made from the empty presentation of python-pptx; what a template would bring (theme, master, layouts) is set here
once, so that slides are written in one way with a template and without.
"""

import re

__all__ = ["ACCENTS", "WIDTH", "house_deck"]

WIDTH, HEIGHT = 13.333, 7.5
_EDGE = 0.55
# Okabe & Ito (2008): told apart by everybody. A document keeps its colours, whatever a person draws in.
ACCENTS = ("0072B2", "E69F00", "009E73", "CC79A7", "D55E00", "56B4E9")
_DEEP = "0B4A5C"
_FONT = "Calibri"
# Placeholders of the layouts that stay: left, top, width, height in inches.
_TITLE = (_EDGE, 0.35, WIDTH - 2 * _EDGE, 0.95)
_BODY = (_EDGE, 1.42, WIDTH - 2 * _EDGE, 5.5)
_FOOT_TOP, _FOOT_HEIGHT = 7.02, 0.32
_SMALL = {10: (_EDGE, 2.2), 11: (3.4, 6.5), 12: (WIDTH - _EDGE - 1.2, 1.2)}
_COVER = {0: (0.9, 1.7, WIDTH - 1.8, 1.7), 1: (0.9, 3.55, WIDTH - 1.8, 1.2)}
_KEPT = {"Title Slide", "Title and Content", "Title Only"}


def house_deck():
    """An empty presentation with the house's own master."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    _theme(master)
    _type(master)
    for holder in master.placeholders:
        _put(holder, _TITLE if holder.placeholder_format.type == 1 else _BODY)
    for page in (master, *deck.slide_layouts):
        for holder in page.placeholders:
            kind, at = holder.placeholder_format.type, holder.placeholder_format.idx
            if int(kind) in _KINDS:
                left, width = _SMALL[_KINDS[int(kind)]]
                _put(holder, (left, _FOOT_TOP, width, _FOOT_HEIGHT))
            elif page is not master and page.name == "Title Slide" and at in _COVER:
                _put(holder, _COVER[at])
                for level in holder._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}lvl1pPr"):
                    level.set("algn", "l")
            elif page is not master:
                # What a layout does not say it takes from the master.
                _inherit(holder)
    _stripe(deck)
    return deck


# Kinds of placeholder as python-pptx numbers them: date 16, number 13, footer 15.
_KINDS = {16: 10, 15: 11, 13: 12}


def _put(holder, place) -> None:
    from pptx.util import Inches

    holder.left, holder.top, holder.width, holder.height = map(Inches, place)


def _inherit(holder) -> None:
    place = holder._element.spPr.find(".//{*}xfrm")
    if place is not None:
        place.getparent().remove(place)


def _theme(master) -> None:
    """Our accents and one font in the theme."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    xml = part.blob.decode("utf-8")
    for at, colour in enumerate(ACCENTS, start=1):
        xml = re.sub(rf"(<a:accent{at}>).*?(</a:accent{at}>)",
                     rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', xml, flags=re.S)  # fmt: skip
    xml = re.sub(r"(<a:dk2>).*?(</a:dk2>)", rf'\g<1><a:srgbClr val="{_DEEP}"/>\g<2>', xml, flags=re.S)
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_FONT}", xml)
    part._blob = xml.encode("utf-8")


def _type(master) -> None:
    """Titles to the left in the deep colour; small print in the footer."""
    from pptx.oxml import parse_xml

    styles = master._element.find(".//{*}txStyles")
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    title = styles.find(".//{*}titleStyle/{*}lvl1pPr")
    title.set("algn", "l")
    old = title.find("{*}defRPr")
    new = parse_xml(
        f'<a:defRPr {space} sz="2800" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill>'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr>'
    )
    title.replace(old, new)
    for level, size in enumerate((2000, 1800, 1600, 1400, 1400), start=1):
        styles.find(f".//{{*}}bodyStyle/{{*}}lvl{level}pPr/{{*}}defRPr").set("sz", str(size))


def _stripe(deck) -> None:
    """A line of the deep colour under the titles of content, and a band on the first slide."""
    from pptx.util import Inches

    for layout in deck.slide_layouts:
        cover = layout.name == "Title Slide"
        tree = layout.shapes._spTree
        left, top, width, height = (0, 1.2, WIDTH, 0.06) if cover else (_EDGE, 1.33, WIDTH - 2 * _EDGE, 0.025)
        x, y, cx, cy = (int(Inches(value)) for value in (left, top, width, height))
        from pptx.oxml import parse_xml

        tree.insert(2, parse_xml(
            '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
            '<p:cNvPr id="900" name="Line"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            '</a:prstGeom><a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
            "</p:sp>"
        ))  # fmt: skip
