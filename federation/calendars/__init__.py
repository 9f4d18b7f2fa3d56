"""Working days 工作日: year by year as they were published, for the whole country and for places with more.

`load_year` reads a year's file; `Calendars` counts. A year whose file is not there is not guessed: what
is counted into it is provisional 暂定, and says so.
"""

from federation.calendars.count import Calendars, Counted
from federation.calendars.year import CalendarYear, load_year, shipped

__all__ = ["CalendarYear", "Calendars", "Counted", "load_year", "shipped"]
