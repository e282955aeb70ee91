"""A room full of people becomes a Survey: answers on sheets, at tables and from phones, kept in one file.

No statistics, no figures, no themes: what the answers say is for the rooms above.
"""
