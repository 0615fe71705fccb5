"""All that may be done. Each action: may you → is it sound → keep it → log it, in one transaction.

Every action takes the house and the acting viewer first. Read first: `acting.py` (the shape they share), then
`values.py` (an import from the file to the log).
"""
