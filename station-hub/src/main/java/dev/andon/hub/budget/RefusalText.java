package dev.andon.hub.budget;

import dev.andon.hub.money.Money;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a refused caller reads. */
final class RefusalText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm z", Locale.ENGLISH);

  private RefusalText() {}

  static String refused(BudgetStatus now, Money needed, ZoneId zone) {
    String again =
        now.resetsAt()
            .map(at -> "It begins again on " + TIME.format(at.atZone(zone)) + ".")
            .orElse("It frees up as earlier spend leaves the window.");
    return "The "
        + now.rule().window().name()
        + " budget of "
        + now.rule().owner()
        + " is used up: "
        + now.spent()
        + " spent and "
        + now.held()
        + " held of "
        + now.stop()
        + ", and this request may cost up to "
        + needed
        + ". "
        + again
        + " Sending it again before that will not help.";
  }
}
