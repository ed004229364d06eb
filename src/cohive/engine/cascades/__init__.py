"""Travel: how a thing went from one to the next, and who carried it.

Trees of passing on (`forest`, from acts in `acts`, guessed from who knows whom in `inference`),
their shapes (`shape`), how many more each passing on brings (`branching`), all of it in one page
(`summary`), and the credit for a sale along its path (`credit`; of one order, capped, in `path`).
For a page that shows one thing while it travels: `living`. Import what you need from its
module: `credit`, `path` and `living` are pure Python, for pages that never count a forest.
"""
