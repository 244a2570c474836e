package dev.andon.hub.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.Upstream;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.GatewayOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that ends connections which are kept: nobody pays for it and nobody waits for it. */
final class KeptConnectionMoneyTest {
  private static final int CALLS = 20;
  private static final int UPLOADS = 5;

  /** Bytes: otherwise the whole upload may be taken before its end is noticed. */
  private static final int MORE_THAN_KERNELS_BUFFER = 12_000_000;

  private static final long COST_MICROS = 200;

  @TempDir Path folder;
  private GatewayFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new GatewayFixture(folder);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_ends_the_connection_behind_each_answer_costs_nothing_extra(boolean reset) {
    fixture.first.script(
        (request, reply) -> {
          reply.json(200, GatewayFixture.answer("first"));
          reply.thenEnd(reset);
        });
    ask(CALLS);
    everyCallIsAnsweredAndPaidOnce(CALLS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_connection_that_was_ended_while_idle_costs_nothing_extra(boolean reset)
      throws IOException {
    for (int i = 0; i < CALLS; i++) {
      ask(1);
      fixture.first.endKept(reset);
    }
    everyCallIsAnsweredAndPaidOnce(CALLS);
  }

  @Test
  void an_end_that_crosses_the_next_request_on_its_way_costs_nothing_extra() {
    fixture.first.endWhenAskedAgain();
    ask(CALLS);
    everyCallIsAnsweredAndPaidOnce(CALLS);
  }

  @Test
  void a_kept_connection_that_ends_behind_a_request_that_was_read_is_still_an_unknown_outcome() {
    ask(1);
    fixture.first.script((request, reply) -> {});
    GatewayOutcome outcome = fixture.handle(text("Hi"));

    assertThat(GatewayFixture.told(outcome.trail())).first().isEqualTo("first/m FIRST CUT");
    assertThat(fixture.first.waiting()).isEqualTo(4);
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isEqualTo(3);
  }

  @Test
  void an_end_in_the_middle_of_the_next_upload_costs_nothing_extra() {
    fixture.first.welcome((number, socket) -> number == 1 || endedInUpload(socket));
    for (int i = 0; i < UPLOADS; i++) {
      outcomes.add(fixture.handle(picture(MORE_THAN_KERNELS_BUFFER)));
    }
    everyCallIsAnsweredAndPaidOnce(UPLOADS);
  }

  @Test
  void a_server_of_http_1_0_that_ends_each_connection_costs_nothing_extra() {
    fixture.first.script(
        (request, reply) -> {
          String answer = GatewayFixture.answer("first");
          reply.write(
              "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                  + answer.length()
                  + "\r\n\r\n"
                  + answer);
        });
    ask(CALLS);
    everyCallIsAnsweredAndPaidOnce(CALLS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void streams_are_no_different(boolean reset) throws IOException {
    fixture.first.script((request, reply) -> stream(reply));
    for (int i = 0; i < CALLS; i++) {
      outcomes.add(streamed());
      fixture.first.endKept(reset);
    }
    everyCallIsAnsweredAndPaidOnce(CALLS);
  }

  @Test
  void a_fresh_connection_that_ends_behind_the_whole_request_is_still_an_unknown_outcome() {
    fixture.first.script((request, reply) -> {});
    GatewayOutcome outcome = fixture.handle(text("Hi"));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    assertThat(GatewayFixture.told(outcome.trail()))
        .containsExactly(
            "first/m FIRST CUT", "first/m RETRY CUT", "first/m RETRY CUT", "second/m FALLBACK OK");
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isEqualTo(3);
    assertThat(fixture.first.waiting()).isEqualTo(3);
  }

  @Test
  void an_answer_that_ends_in_its_middle_on_a_kept_connection_is_still_an_unknown_outcome() {
    ask(1);
    fixture.first.script(
        (request, reply) -> reply.write("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"id\""));
    GatewayOutcome outcome = fixture.handle(text("Hi"));

    assertThat(GatewayFixture.told(outcome.trail())).first().isEqualTo("first/m FIRST MALFORMED");
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isEqualTo(1);
  }

  @Test
  void a_status_line_that_ends_in_its_middle_on_a_kept_connection_is_still_an_unknown_outcome() {
    ask(1);
    fixture.first.script((request, reply) -> reply.write("HTTP/1.1 2"));
    GatewayOutcome outcome = fixture.handle(text("Hi"));

    assertThat(GatewayFixture.told(outcome.trail())).first().isEqualTo("first/m FIRST CUT");
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isPositive();
  }

  @Test
  void a_fresh_connection_that_ends_in_the_middle_of_the_upload_costs_nothing() {
    fixture.first.welcome((number, socket) -> endedInUpload(socket));
    GatewayOutcome outcome = fixture.handle(picture(MORE_THAN_KERNELS_BUFFER));

    assertThat(outcome).isInstanceOf(GatewayOutcome.Answered.class);
    assertThat(GatewayFixture.told(outcome.trail())).last().isEqualTo("second/m FALLBACK OK");
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isZero();
    assertThat(fixture.booked()).isEqualTo(COST_MICROS);
    assertThat(fixture.first.waiting()).isZero();
  }

  private final List<GatewayOutcome> outcomes = new ArrayList<>();

  private void ask(int calls) {
    for (int i = 0; i < calls; i++) {
      outcomes.add(fixture.handle(text("Hi " + outcomes.size())));
    }
  }

  private void everyCallIsAnsweredAndPaidOnce(int calls) {
    assertThat(outcomes)
        .hasSize(calls)
        .allSatisfy(
            outcome ->
                assertThat(GatewayFixture.told(outcome.trail()))
                    .containsExactly("first/m FIRST OK"));
    assertThat(fixture.first.waiting()).as("requests that came whole").isEqualTo(calls);
    assertThat(fixture.second.waiting()).isZero();
    assertThat(fixture.entries("ANSWERED")).isEqualTo(calls);
    assertThat(fixture.entries("OUTCOME_UNKNOWN")).isZero();
    assertThat(fixture.booked()).as("booked").isEqualTo(calls * COST_MICROS);
    assertThat(fixture.openHolds()).isZero();
  }

  private static Chat text(String text) {
    return chat(new Part.Text(text));
  }

  /** A picture of 640 × 480 whose file is this large. */
  private static Chat picture(int bytes) {
    ByteBuffer file = ByteBuffer.allocate(bytes);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13})
        .put(new byte[] {'I', 'H', 'D', 'R'})
        .putInt(640)
        .putInt(480);
    return chat(new Part.InlineImage("image/png", new ImageBytes.Raw(ByteSlice.of(file.array()))));
  }

  private static Chat chat(Part part) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName("first/m"),
        List.of(),
        List.of(Message.of(Message.Role.USER, part)));
  }

  private GatewayOutcome streamed() {
    Chat chat = text("Hi " + outcomes.size());
    Content asked = chat.toBuilder().streamWithUsage(true).build();
    GatewayOutcome outcome = fixture.handle(asked);
    if (outcome instanceof GatewayOutcome.Streamed live) {
      read(live.stream());
    }
    return outcome;
  }

  private static void read(CompletionStream stream) {
    Optional<CompletionEvent> event = stream.next();
    while (event.isPresent()) {
      event = stream.next();
    }
    stream.close();
  }

  /** A whole stream on a connection that is kept. */
  private static void stream(Upstream.Reply reply) throws IOException {
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    for (String data :
        List.of(
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"first\"}}]}",
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
            "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}",
            "[DONE]")) {
      events.writeBytes(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
    reply.complete(200, "text/event-stream", events.toByteArray());
  }

  /** Takes a part of the body, and ends. */
  private static boolean endedInUpload(Socket socket) throws IOException {
    socket.getInputStream().readNBytes(20_000);
    Upstream.end(socket, true);
    return false;
  }
}
