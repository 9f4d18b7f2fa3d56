"""The case 办件: events, who may write them, the tables of what may follow what, the fold."""
