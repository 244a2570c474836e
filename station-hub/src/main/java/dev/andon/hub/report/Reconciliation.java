package dev.andon.hub.report;

import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A provider's invoice against the ledger, per day and model. What the ledger has too much is given
 * back from the entries whose outcome is unknown, each in proportion to its bound; what cannot be
 * explained so is shown and left alone.
 */
public final class Reconciliation {
  private final LedgerReader ledger;
  private final ZoneId zone;

  /**
   * Compares by the provider's days.
   *
   * @param zone of the provider's days, usually UTC
   */
  public Reconciliation(LedgerReader ledger, ZoneId zone) {
    this.ledger = ledger;
    this.zone = zone;
  }

  /**
   * One day and model.
   *
   * @param billed by the provider
   * @param booked in the ledger, in the invoice's currency
   * @param unknown the part of {@code booked} whose outcome is unknown
   * @param givesBack corrections that make the two agree, as far as unknown entries allow
   */
  public record Finding(
      LocalDate day,
      String model,
      Money billed,
      Money booked,
      Money unknown,
      List<GiveBack> givesBack) {
    /** Booked too much is positive. */
    public Money difference() {
      return booked.minus(billed);
    }

    /** What remains after the corrections. */
    public Money unexplained() {
      return givesBack.stream().map(GiveBack::price).reduce(difference(), Money::minus);
    }
  }

  /**
   * Part of one unknown entry's bound.
   *
   * @param price above 0, in the price's currency
   */
  public record GiveBack(BookedEntry entry, Money price) {}

  /** Days and models of the invoice, in its order; nothing is changed. */
  public List<Finding> compare(Invoice invoice) {
    Map<Slot, Money> billed = new LinkedHashMap<>();
    invoice
        .rows()
        .forEach(r -> billed.merge(new Slot(r.day(), r.model()), r.amount(), Money::plus));
    Map<Slot, List<BookedEntry>> booked = booked(billed.keySet());
    return billed.entrySet().stream()
        .map(e -> finding(e.getKey(), e.getValue(), booked.getOrDefault(e.getKey(), List.of())))
        .toList();
  }

  private Map<Slot, List<BookedEntry>> booked(Set<Slot> slots) {
    Map<Slot, List<BookedEntry>> booked = new HashMap<>();
    Set<LocalDate> days = slots.stream().map(Slot::day).collect(Collectors.toSet());
    for (LocalDate day : days) {
      ledger.each(
          day.atStartOfDay(zone).toInstant(),
          day.plusDays(1).atStartOfDay(zone).toInstant(),
          entry -> {
            Slot slot = new Slot(day, entry.model());
            if (slots.contains(slot)) {
              booked.computeIfAbsent(slot, s -> new ArrayList<>()).add(entry);
            }
          });
    }
    return booked;
  }

  private static Finding finding(Slot slot, Money billed, List<BookedEntry> entries) {
    Money none = Money.zero(billed.currency());
    for (BookedEntry entry : entries) {
      if (entry.outcome() != LedgerEntry.Outcome.HIT
          && !entry.charge().price().currency().equals(billed.currency())) {
        throw new IllegalArgumentException(
            "the invoice bills "
                + slot.model
                + " in "
                + billed.currency()
                + ", but the price book has it in "
                + entry.charge().price().currency());
      }
    }
    List<BookedEntry> paid =
        entries.stream().filter(e -> e.outcome() != LedgerEntry.Outcome.HIT).toList();
    Money booked = paid.stream().map(e -> e.charge().price()).reduce(none, Money::plus);
    List<BookedEntry> open =
        paid.stream()
            .filter(e -> e.outcome() == LedgerEntry.Outcome.OUTCOME_UNKNOWN && !corrected(e, paid))
            .toList();
    Money unknown = open.stream().map(e -> e.charge().price()).reduce(none, Money::plus);
    return new Finding(
        slot.day,
        slot.model,
        billed,
        booked,
        unknown,
        giveBack(booked.minus(billed), unknown, open));
  }

  private static boolean corrected(BookedEntry unknown, List<BookedEntry> all) {
    return all.stream()
        .anyMatch(
            e ->
                e.outcome() == LedgerEntry.Outcome.CORRECTION
                    && e.request().equals(unknown.request()));
  }

  private static List<GiveBack> giveBack(Money tooMuch, Money unknown, List<BookedEntry> open) {
    List<GiveBack> result = new ArrayList<>();
    long left = Math.min(Math.max(0, tooMuch.micros()), unknown.micros());
    BigDecimal share =
        unknown.isZero()
            ? BigDecimal.ZERO
            : BigDecimal.valueOf(left)
                .divide(BigDecimal.valueOf(unknown.micros()), 18, RoundingMode.DOWN);
    for (BookedEntry entry : open) {
      long bound = entry.charge().price().micros();
      long part =
          Math.min(
              left,
              Math.min(
                  bound,
                  BigDecimal.valueOf(bound)
                      .multiply(share)
                      .setScale(0, RoundingMode.UP)
                      .longValueExact()));
      if (part > 0) {
        result.add(new GiveBack(entry, new Money(part, unknown.currency())));
        left -= part;
      }
    }
    return result;
  }

  private record Slot(LocalDate day, String model) {}
}
