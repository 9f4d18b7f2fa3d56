"""The papers a hall prints: made from values, with the font inside, nothing personal in the metadata."""
