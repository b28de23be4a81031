"""What registrars print: words, terms, figures and their labels."""
