"""The pages: Django views, templates, styles and scripts. They translate a request into queries and actions.

Nothing is decided here: verdicts, rates, words and number formats come from the kernel through the queries; `present/`
only arranges them (which hue a class has, how a series becomes a line). Read first: `urls.py`, then `standing.py`
(where a request stands), then one view with its template.
"""
