"""Evidence: who said what when, verified offline with this library alone."""
