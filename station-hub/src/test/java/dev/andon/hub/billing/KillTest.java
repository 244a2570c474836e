package dev.andon.hub.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.ledger.BookedEntry;
import dev.andon.hub.ledger.LedgerEntry.Outcome;
import dev.andon.hub.ledger.LedgerReader;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.RequestId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  static final Owners OWNERS =
      Owners.of(new Owner(Owner.Kind.KEY, "vk"), new Owner(Owner.Kind.LINE, "line-1"));
  private static final long CAP = 40_000_000;

  @TempDir Path folder;
  private final Set<String> sent = new HashSet<>();
  private final Map<String, Long> answered = new HashMap<>();

  static List<BudgetRule> rules() {
    BudgetWindow month = new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.MONTH);
    return List.of(
        BudgetRule.hard(new Owner(Owner.Kind.LINE, "line-1"), month, Money.ofMicros(CAP, "EUR")));
  }

  @Test
  void two_kills_in_mid_flight_lose_and_invent_nothing() throws Exception {
    killed(2);
  }

  @Test
  @Tag("long")
  void fifty_kills_in_mid_flight_lose_and_invent_nothing() throws Exception {
    killed(50);
  }

  private void killed(int times) throws IOException, InterruptedException {
    Random random = new Random(50);
    for (int i = 0; i < times; i++) {
      runAndKill(random.nextInt(400), i);
    }
    try (TestBilling billing = new TestBilling(folder, rules())) {
      LedgerReader ledger = new LedgerReader(billing.store);
      assertThat(billing.ledgerSum()).isBetween(1L, CAP);
      assertThat(billing.billing.standing(OWNERS).getFirst().spent().micros())
          .isEqualTo(billing.ledgerSum());
      assertThat(billing.billing.budgets().open()).isEmpty();
      answered.forEach(
          (id, cost) ->
              assertThat(only(ledger, id).charge().cost().micros()).as(id).isEqualTo(cost));
      Set<String> unanswered = new HashSet<>(sent);
      unanswered.removeAll(answered.keySet());
      unanswered.forEach(
          id -> assertThat(ledger.of(RequestId.parse(id))).as(id).hasSizeLessThanOrEqualTo(1));
      // An attempt that costs nothing leaves no entry; every other one that went out is in the
      // books.
      assertThat(unanswered.stream().filter(id -> ledger.of(RequestId.parse(id)).isEmpty()).count())
          .isLessThanOrEqualTo(times);
      assertThat(billing.count("OUTCOME_UNKNOWN"))
          .as("something was under way when it was killed")
          .isPositive();
    }
  }

  private static BookedEntry only(LedgerReader ledger, String id) {
    List<BookedEntry> entries = ledger.of(RequestId.parse(id));
    assertThat(entries).as(id).hasSize(1);
    assertThat(entries.getFirst().outcome()).isEqualTo(Outcome.ANSWERED);
    return entries.getFirst();
  }

  /** Kills after so many answers; what was printed before counts as seen by the world. */
  private void runAndKill(int answers, int seed) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledBilling.class.getName(),
                folder.toString(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        seen += note(line);
        if (seen == answers + 1) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.waitFor();
  }

  private int note(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("S") && words.length == 2 && words[1].length() == 36) {
      sent.add(words[1]);
    } else if (words[0].equals("A") && words.length == 4) {
      if (Long.parseLong(words[2]) > 0) {
        answered.put(words[1], Long.parseLong(words[2]));
      } else {
        sent.remove(words[1]);
      }
      return 1;
    }
    return 0;
  }
}
