"""Items 事项: codes, catalogues, items as one locality publishes them."""
