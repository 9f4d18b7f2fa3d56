"""A rule of instant approval for the item of `tests.worlds.case`."""

RULE = """\
name = "food-small"
version = "2026.1"
organ = "11610100TEXT00025R"
place = "610103"
item = "000131901001"
result = "grant"
promised_days = 1
shadow_cases = 20
needs = ["M-KEEP"]
facts = ["delivery", "by_agent"]
condition = 'purpose == "开店" && delivery == "window" && by_agent == "no"'

[inputs.purpose]
type = "text"
"""
