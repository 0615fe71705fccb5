"""The API, /api/v1: the same queries and actions as the pages, for programs. Decides nothing itself.

Read first: `door.py` (who comes in, with what), then `sheets.py` (filling in, from draft to acceptance).
"""
