"""Evidence: who said what when, verified offline."""
