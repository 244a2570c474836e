package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.budget.BudgetRule;
import dev.andon.hub.budget.BudgetWindow;
import dev.andon.hub.cache.AnswerCache;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.money.Money;
import dev.andon.hub.money.Owner;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider has answered and the answer cannot be booked: a trigger in the real file refuses
 * every ledger entry, or every change of a hold, until it is dropped, as a full disk would.
 */
class UnbookedTest {
  private static final Owner TEAM = new Owner(Owner.Kind.TEAM, "vision");

  @TempDir Path folder;
  private GatewayFixture hub;

  @BeforeEach
  void start() throws Exception {
    BudgetRule rule =
        BudgetRule.hard(
            TEAM,
            new BudgetWindow.Calendar(BudgetWindow.Calendar.Unit.DAY),
            Money.parse("1", "EUR"));
    hub = new GatewayFixture(folder, List.of(rule), AnswerCache.off());
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
  }

  private void ledgerBreaks() {
    breaks("BEFORE INSERT ON ledger");
  }

  private void breaks(String event) {
    hub.store.write(
        tx ->
            tx.update(
                "CREATE TRIGGER broken "
                    + event
                    + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"));
  }

  private void mended() {
    hub.store.write(tx -> tx.update("DROP TRIGGER broken"));
  }

  private long used() {
    var standing = hub.billing.budgets().standings().getFirst();
    return standing.spent().micros() + standing.held().micros();
  }

  private long held() {
    return hub.store.read(tx -> tx.number("SELECT SUM(cost_micros) FROM hold"));
  }

  private void booksAgree() {
    assertThat(used()).as("used = ledger + open holds").isEqualTo(hub.booked() + held());
  }

  @Test
  void an_answer_that_cannot_be_booked_is_given_and_booked_once_later() {
    ledgerBreaks();

    GatewayOutcome outcome = hub.handle(chat(false));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    assertThat(outcome.trail().cost().orElseThrow().micros()).isEqualTo(200);
    assertThat(hub.ended).containsExactly("answered");
    assertThat(hub.openHolds()).as("counts until it is booked").isEqualTo(1);
    assertThat(hub.booked()).isZero();
    booksAgree();

    assertThatThrownByRound();
    assertThat(hub.openHolds()).as("still no disk").isEqualTo(1);

    mended();
    hub.billing.rollUp();
    hub.billing.rollUp();
    assertThat(hub.openHolds()).isZero();
    assertThat(hub.entries("ANSWERED")).isEqualTo(1);
    assertThat(hub.booked()).isEqualTo(200);
    assertThat(hub.billing.unbooked()).isZero();
    booksAgree();
  }

  /** A round on a broken disk neither throws away what waits nor ends the rounds. */
  private void assertThatThrownByRound() {
    try {
      hub.billing.rollUp();
    } catch (StoreException broken) {
      assertThat(broken).hasMessageContaining("full");
    }
  }

  @Test
  void a_failed_attempt_that_cannot_be_booked_does_not_stop_the_fallback() {
    hub.first.script((request, reply) -> reply.json(200, "{\"not\":\"an answer\"}"));
    ledgerBreaks();

    GatewayOutcome outcome = hub.handle(chat(false));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    assertThat(hub.openHolds()).isEqualTo(2);
    booksAgree();
    mended();
    hub.billing.rollUp();
    assertThat(hub.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
    assertThat(hub.entries("ANSWERED")).isEqualTo(1);
    assertThat(hub.openHolds()).isZero();
    booksAgree();
  }

  @Test
  void a_hold_that_cannot_be_given_back_is_given_back_later() throws Exception {
    hub.first.script((request, reply) -> reply.json(400, "{\"error\":{\"message\":\"no\"}}"));
    hub.second.script((request, reply) -> reply.json(400, "{\"error\":{\"message\":\"no\"}}"));
    breaks("BEFORE DELETE ON hold");

    GatewayOutcome outcome = hub.handle(chat(false));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Refused.class);
    assertThat(hub.ended).containsExactly("refused_bad_request");
    assertThat(hub.openHolds()).isEqualTo(2);
    mended();
    hub.billing.rollUp();
    assertThat(hub.openHolds()).isZero();
    assertThat(used()).isZero();
  }

  @Test
  void a_stream_that_cannot_be_booked_ends_well_and_leaves_once() {
    hub.first.script((request, reply) -> streams(reply));
    CompletionStream stream = streamed(hub.handle(chat(true)));
    ledgerBreaks();

    List<CompletionEvent> events = drain(stream);

    assertThat(events.getLast()).isInstanceOf(CompletionEvent.Finished.class);
    stream.close();
    stream.close();
    assertThat(stream.next()).isEmpty();
    assertThat(hub.ended).containsExactly("streamed");
    assertThat(hub.openHolds()).isEqualTo(1);
    booksAgree();
    mended();
    hub.billing.rollUp();
    assertThat(hub.entries("ANSWERED")).isEqualTo(1);
    assertThat(hub.openHolds()).isZero();
    booksAgree();
  }

  @Test
  void a_stream_that_its_caller_leaves_while_nothing_can_be_booked_gives_its_permit_back() {
    hub.first.script((request, reply) -> streams(reply));
    for (int i = 0; i < GatewayFixture.CONCURRENT; i++) {
      CompletionStream stream = streamed(hub.handle(chat(true)));
      stream.next();
      if (i == 0) {
        ledgerBreaks();
      }
      stream.close();
    }
    mended();

    assertThat(hub.handle(chat(false)))
        .as("no permit was kept")
        .isInstanceOf(GatewayOutcome.Answered.class);
    hub.billing.rollUp();
    assertThat(hub.openHolds()).isZero();
    booksAgree();
  }

  @Test
  void an_attempt_whose_hold_cannot_be_written_is_not_made_and_leaves_a_row() {
    breaks("BEFORE INSERT ON hold");

    assertThatThrownBy(() -> hub.handle(chat(false))).isInstanceOf(StoreException.class);

    assertThat(hub.ended).containsExactly("hub_error");
    assertThat(hub.first.waiting()).isZero();
    assertThat(used()).isZero();
    mended();
    for (int i = 0; i < 2 * GatewayFixture.CONCURRENT; i++) {
      assertThat(hub.handle(chat(false))).isInstanceOf(GatewayOutcome.Answered.class);
    }
  }

  @Test
  void a_request_log_that_fails_takes_no_answer_away() {
    hub.logBreaks = true;

    assertThat(hub.handle(chat(false))).isInstanceOf(GatewayOutcome.Answered.class);

    hub.first.script((request, reply) -> streams(reply));
    List<CompletionEvent> events = drain(streamed(hub.handle(chat(true))));
    assertThat(events.getLast()).isInstanceOf(CompletionEvent.Finished.class);
  }

  private static CompletionStream streamed(GatewayOutcome outcome) {
    assertThat(outcome).isInstanceOf(GatewayOutcome.Streamed.class);
    return ((GatewayOutcome.Streamed) outcome).stream();
  }

  private static List<CompletionEvent> drain(CompletionStream stream) {
    List<CompletionEvent> events = new ArrayList<>();
    for (Optional<CompletionEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static void streams(Upstream.Reply reply) throws IOException {
    reply.events();
    reply.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}");
    reply.data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    reply.data("{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}");
    reply.data("[DONE]");
  }

  private static Chat chat(boolean stream) {
    Chat chat =
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("first/m"),
            List.of(),
            List.of(Message.of(Message.Role.USER, new Part.Text("hello"))));
    return stream ? chat.toBuilder().streamWithUsage(true).build() : chat;
  }
}
