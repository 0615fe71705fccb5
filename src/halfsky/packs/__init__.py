"""Content packs: text and tables that declare plans, indicators, elements and rules, read in four gates."""
