"""Results become a workbook: sheets that can be read, filtered and computed with."""
