package dev.andon.hub.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.ledger.Ledger;
import dev.andon.hub.ledger.LedgerEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.RollUp;
import dev.andon.hub.ledger.Subject;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.price.Charge;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:20:00Z");
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");
  private static final Alert ALERT =
      new Alert(NOW, Alert.Kind.WARN, "team/vision month EUR", "80 % are spent");

  @TempDir Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Store store;

  @BeforeEach
  void open() {
    store =
        Store.open(
            StoreSettings.of(folder.resolve("hub.db")),
            Stream.concat(Ledger.MIGRATIONS.stream(), Alerts.MIGRATIONS.stream()).toList(),
            () -> NOW);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void an_alert_is_stored_counted_and_sent_on() {
    List<Alert> sent = Collections.synchronizedList(new ArrayList<>());
    Alerts alerts = new Alerts(store, sent::add, meters);
    alerts.raise(ALERT);
    alerts.close();
    assertThat(sent).containsExactly(ALERT);
    assertThat(alerts.latest(10)).containsExactly(ALERT);
    assertThat(meters.get("andon.alerts").tag("kind", "warn").functionCounter().count())
        .isEqualTo(1);
  }

  @Test
  void a_webhook_that_fails_three_times_is_counted_and_the_alert_is_kept() {
    Alerts alerts =
        new Alerts(
            store,
            alert -> {
              throw new IOException("no route");
            },
            meters);
    alerts.raise(ALERT);
    alerts.close();
    assertThat(alerts.latest(10)).containsExactly(ALERT);
    assertThat(meters.get("andon.alerts.unsent").functionCounter().count()).isEqualTo(1);
  }

  @Test
  void an_hour_far_above_the_same_hour_of_earlier_days_is_unusual() {
    for (int day = 1; day <= 5; day++) {
      book("line-1", NOW.minus(Duration.ofDays(day)).minusSeconds(3_600), 1_000_000);
      book("line-2", NOW.minus(Duration.ofDays(day)).minusSeconds(3_600), 1_000_000);
    }
    book("line-1", NOW.minusSeconds(3_600), 9_000_000);
    book("line-2", NOW.minusSeconds(3_600), 1_200_000);
    book("line-3", NOW.minusSeconds(3_600), 9_000_000);
    var _ = new RollUp(store).run();
    List<Alert> alerts = new Anomalies(store, ROME, Money.parse("0.5", "EUR")).check(NOW);
    assertThat(alerts).extracting(Alert::subject).containsExactly("line/line-1");
    assertThat(alerts.getFirst().message()).contains("9.00 EUR").contains("against 1.00 EUR");
  }

  private void book(String line, Instant at, long micros) {
    Charge charge = Charge.same(Money.ofMicros(micros, "EUR"));
    Owners owners = Owners.of(new Owner(Owner.Kind.LINE, line));
    Subject subject = Subject.of(owners, "", "openai/m", "p", charge);
    RequestId id =
        RequestId.create(
            at.toEpochMilli(), new Random(micros + at.toEpochMilli() + line.hashCode()));
    new Ledger(store, ROME, () -> NOW)
        .append(LedgerEntry.of(id, 1, at, subject, Outcome.ANSWERED, TokenUsage.NONE, charge));
  }
}
