"""The rules, by subject. Each is a small pure function from a guide to its faults; `table` names them."""
