"""Several files side by side: questions meet by id, by wording, by what a person confirmed."""
