"""A page to drop a transcript on, and the two ways to run it.

`desk` answers what the page asks, in the same way for both: `serve` runs it as a server on this
machine, and `folder` writes static files with which it runs in a browser. The page itself, in
`page`, is plain HTML, CSS and a script, without a build step.
"""
