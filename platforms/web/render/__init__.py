"""What was asked and answered, as HTML. Pure.

markdown  Markdown → HTML that can do no harm
blocks    what this page has besides CommonMark: formulas that stand alone
maths     LaTeX → MathML
code      code with colours
growing   an answer while it comes: what stands firm, and its last piece
charts    bars, without a script
"""
