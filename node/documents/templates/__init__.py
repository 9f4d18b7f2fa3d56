"""The words of each kind of paper, as TOML files; `node.documents.template` reads them."""
