"""A Result becomes a chart as data, and the data become the XML that slides and workbooks share."""
