"""What every picture is drawn with: style, page, type, strokes, rows; nothing is known of Results here."""
