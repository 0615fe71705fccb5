"""One file a noun: what a page asks of the queries and actions, and what it hands to its template."""
