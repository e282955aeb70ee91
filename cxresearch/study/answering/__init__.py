"""What a study can answer: what each analysis needs, and how it is made."""
