"""Bytes become cells: encodings, containers, workbooks; nothing is known of surveys here."""
