package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.billing.PaidAnswers;
import dev.andon.hub.billing.Past;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.request.Attributes;
import dev.andon.hub.request.Caller;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import dev.andon.hub.request.RequestId;
import dev.andon.hub.request.RequestLane;
import dev.andon.hub.time.Deadline;
import dev.andon.hub.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the books can say of a station's request to a process that did not make it. */
class KeptAnswerTest {
  private static final Caller STATION = new Caller.Station("plant-1", "line-1", "cam-1");

  @TempDir Path folder;
  private GatewayFixture hub;

  @BeforeEach
  void start() throws Exception {
    hub = new GatewayFixture(folder);
  }

  @AfterEach
  void stop() throws Exception {
    hub.close();
  }

  private GatewayRequest request(Door door, Caller caller) {
    return request(door, caller, 4);
  }

  private GatewayRequest request(Door door, Caller caller, long seed) {
    return new GatewayRequest(
        RequestId.create(1, new Random(seed)),
        door,
        caller,
        RequestLane.LIVE,
        Attributes.NONE,
        Optional.empty(),
        Optional.of(Deadline.after(Duration.ofSeconds(20), Ticker.system())),
        100,
        Chat.of(
            WireFormat.OPENAI,
            new ModelName("first/m"),
            List.of(),
            List.of(Message.of(Message.Role.USER, new Part.Text("hello")))));
  }

  private long kept() {
    return hub.store.read(tx -> tx.number("SELECT COUNT(*) FROM paid_answer"));
  }

  @Test
  void an_answer_to_a_station_is_kept_with_its_booking() {
    GatewayRequest request = request(Door.MQTT, STATION);

    assertThat(hub.gateway.handle(request)).isInstanceOf(GatewayOutcome.Answered.class);

    assertThat(hub.billing.past(request.id()))
        .isInstanceOfSatisfying(
            Past.Answered.class,
            answer -> {
              assertThat(answer.text()).isEqualTo("first");
              assertThat(answer.candidate()).isEqualTo("first/m");
              assertThat(answer.cost().micros()).isEqualTo(200);
            });
  }

  @Test
  void an_answer_that_cannot_be_kept_is_not_booked_either() {
    hub.store.write(
        tx ->
            tx.update(
                "CREATE TRIGGER broken BEFORE INSERT ON paid_answer"
                    + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"));
    GatewayRequest request = request(Door.MQTT, STATION);

    assertThat(hub.gateway.handle(request)).isInstanceOf(GatewayOutcome.Answered.class);

    assertThat(hub.booked()).isZero();
    assertThat(hub.billing.past(request.id()))
        .as("out, and not booked yet")
        .isEqualTo(new Past.Unknown());
    hub.store.write(tx -> tx.update("DROP TRIGGER broken"));
    hub.billing.rollUp();
    assertThat(hub.booked()).isEqualTo(200);
    assertThat(hub.billing.past(request.id())).isInstanceOf(Past.Answered.class);
  }

  @Test
  void an_answer_without_usage_is_kept_although_its_cost_is_not_known() {
    hub.first.script(
        (request, reply) ->
            reply.json(
                200,
                """
                {"id":"c1","model":"m","created":1,"choices":[{"index":0,
                 "message":{"role":"assistant","content":"dear"},"finish_reason":"stop"}]}"""));
    GatewayRequest request = request(Door.MQTT, STATION);

    assertThat(hub.gateway.handle(request)).isInstanceOf(GatewayOutcome.Answered.class);

    assertThat(hub.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
    assertThat(hub.billing.past(request.id()))
        .isInstanceOfSatisfying(
            Past.Answered.class, answer -> assertThat(answer.text()).isEqualTo("dear"));
  }

  @Test
  void a_refused_request_left_nothing_and_an_unreadable_answer_a_doubt() {
    hub.first.script((request, reply) -> reply.json(400, "{\"error\":{\"message\":\"no\"}}"));
    hub.second.script((request, reply) -> reply.json(400, "{\"error\":{\"message\":\"no\"}}"));
    GatewayRequest refused = request(Door.MQTT, STATION);
    hub.gateway.handle(refused);
    assertThat(hub.billing.past(refused.id())).isEqualTo(new Past.Nothing());

    hub.first.script((request, reply) -> reply.json(200, "{\"not\":\"an answer\"}"));
    GatewayRequest doubtful = request(Door.MQTT, STATION, 5);
    hub.gateway.handle(doubtful);
    assertThat(hub.billing.past(doubtful.id())).isEqualTo(new Past.Unknown());
  }

  @Test
  void nothing_is_kept_for_a_caller_who_cannot_come_back() {
    GatewayRequest request =
        request(Door.CHAT_COMPLETIONS, new Caller.Presented(GatewayFixture.KEY));

    assertThat(hub.gateway.handle(request)).isInstanceOf(GatewayOutcome.Answered.class);

    assertThat(kept()).isZero();
  }

  @Test
  void an_answer_goes_when_its_verdict_is_stored_or_nobody_asks_for_it() {
    GatewayRequest request = request(Door.MQTT, STATION);
    hub.gateway.handle(request);
    PaidAnswers answers = new PaidAnswers(hub.store);
    assertThat(answers.forgetBefore(0)).isZero();

    hub.store.write(
        tx -> {
          PaidAnswers.forget(tx, request.id());
          return true;
        });

    assertThat(kept()).isZero();
    assertThat(hub.billing.past(request.id()))
        .as("the ledger still knows that it was paid")
        .isEqualTo(new Past.Unknown());
  }
}
