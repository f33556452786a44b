"""What LaTeX's commands are: which show their last argument, which say nothing, which begin lists, tables and formulas.

Owns: the lists of names, and what pylatexenc is told of those that it does not know. Imports that library only.
"""

from __future__ import annotations

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as get_default_text_context_db
from pylatexenc.latexwalker import get_default_latex_context_db
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec, VerbatimArgsParser

LEVELS = {
    "part": 1,
    "chapter": 1,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
STATED = ("title", "author", "date", "subtitle")
NOTES = ("footnote", "footnotetext", "thanks", "endnote", "marginpar")
_ARGUMENTS = {  # of macros that the library does not know: what of their arguments is text
    "{": ("hypersetup", "bibliography", "bibliographystyle", "addbibresource", "pagestyle", "thispagestyle", "input", "include", "subfile",
          "lstinputlisting", "verbatiminput", "externaldocument", "vspace", "hspace", "label", "ref", "eqref", "pageref", "autoref", "cref",
          "Cref", "nocite", "graphicspath", "tikzset", "pgfplotsset", "usetikzlibrary", "captionsetup", "index", "includegraphics",
          "urlstyle", "enlargethispage", "setlist", "phantom", "hphantom", "vphantom"),
    "*[[{": ("cite", "citep", "citet", "citeauthor", "citeyear", "parencite", "textcite", "autocite", "footcite"),
    "{{": ("setcounter", "addtocounter", "setlength", "addtolength", "definecolor", "newcounter", "babelprovide", "DeclareMathOperator",
           "newtheorem", "addcontentsline", "inputminted"),
}  # fmt: skip
SILENT = frozenset(name for names in _ARGUMENTS.values() for name in names) | {
    "newcommand", "renewcommand", "providecommand", "newenvironment", "renewenvironment", "usepackage", "documentclass", "RequirePackage",
    "maketitle", "tableofcontents", "newpage", "clearpage", "centering", "tightlist", "noindent", "toprule", "midrule", "bottomrule",
    "hline", "endhead", "endfirsthead", "endfoot", "endlastfoot", "cline", "cmidrule", "small", "footnotesize", "large", "appendix", "def",
    "rule", "vfill", "hfill", "smallskip", "medskip", "bigskip", "printbibliography", "listoffigures", "listoftables", "newline",
}  # fmt: skip
DRAWN = frozenset(("tikzpicture", "pgfpicture", "comment", "filecontents", "filecontents*", "picture", "CCSXML"))
LISTS = frozenset(("itemize", "enumerate", "description", "compactitem", "compactenum"))
TABLES = frozenset(("tabular", "tabular*", "tabularx", "longtable", "tabulary", "array"))
MATHS = frozenset(
    name + star
    for name in ("equation", "align", "gather", "multline", "eqnarray", "displaymath", "math", "alignat", "flalign")
    for star in ("", "*")
)
RAISED = {"textsuperscript": "sup", "textsubscript": "sub"}
CONTEXT = get_default_latex_context_db()
CONTEXT.add_context_category(
    "ours",
    [
        *(MacroSpec(name, spec) for spec, names in _ARGUMENTS.items() for name in names),
        *(MacroSpec(name, "*[{") for name in (*LEVELS, "caption", "includegraphics", "vspace", "hspace")),
        *(MacroSpec(name, "[{") for name in NOTES),
        *(MacroSpec(name, "{{") for name in ("href", "hypertarget", "texorpdfstring", "DeclareMathOperator")),
        *(MacroSpec(name, "[{") for name in (*STATED, "bibitem", "parbox", "cmidrule")),
        *(MacroSpec(name, "{") for name in (*RAISED, "num")),
        *(MacroSpec(name, "[{{") for name in ("SI", "qty")),
        *(MacroSpec(name, "{{{") for name in ("multicolumn", "multirow")),
    ],
    [
        EnvironmentSpec("verbatim", args_parser=VerbatimArgsParser("verbatim-environment")),
        EnvironmentSpec("longtable", "[{"),
        EnvironmentSpec("minipage", "[{"),
        EnvironmentSpec("tabulary", "{{"),
        EnvironmentSpec("tabularx", "{{"),
        EnvironmentSpec("tabular*", "{{"),
        EnvironmentSpec("Highlighting", "["),
        *(EnvironmentSpec(name, "", is_math_mode=True) for name in MATHS),
    ],
    prepend=True,
)
_SHOWN = get_default_text_context_db()
_SHOWN.add_context_category(
    "ours",
    [
        MacroTextSpec(name, shown)
        for name, shown in {
            "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textasciicircum": "^", "copyright": "©", "S": "§",
            "LaTeX": "LaTeX", "TeX": "TeX", "degree": "°", "slash": "/", "today": "", "euro": "€", "dots": "…", "xspace": " ",
        }.items()
    ],
    prepend=True,
)  # fmt: skip
WORDS = LatexNodes2Text(_SHOWN, math_mode="verbatim")
