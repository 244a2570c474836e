package dev.andon.hub.budget;

import static java.util.Objects.requireNonNull;

import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.List;

/**
 * How the plant counts time.
 *
 * @param zone of its clocks, with daylight saving
 * @param shifts start times, the same every day; may be empty where no budget counts by shift
 * @param fiscalYear its first month
 */
public record PlantCalendar(ZoneId zone, List<LocalTime> shifts, Month fiscalYear) {
  public PlantCalendar {
    requireNonNull(zone, "zone is null");
    requireNonNull(fiscalYear, "fiscalYear is null");
    shifts = List.copyOf(shifts);
  }
}
