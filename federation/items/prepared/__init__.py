"""The prepared index 预编索引: catalogues and crosswalks in one file, read piece by piece.

A file has records, tables of codes that lead to them, and contents that say where they are; every
byte of it stands under a digest that is checked before the byte is used. `file` reads and writes
sections, `shape` turns a dataclass into a record and back, `shelf` holds records found by code,
`lazy` is a value whose record is read when first asked for, `catalogue` puts them together.
"""
