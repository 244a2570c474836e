package dev.andon.hub.anthropic;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Embedding;
import dev.andon.hub.chat.Reply;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.http.Doorway;
import dev.andon.hub.http.Problem;
import dev.andon.hub.http.SseOut;
import dev.andon.hub.http.TrailHeaders;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** {@code POST /v1/messages}, as Anthropic's clients expect it. Thread-safe. */
public final class AnthropicDoor implements HttpService {
  private final Doorway doorway;
  private final Gateway gateway;

  public AnthropicDoor(Doorway doorway, Gateway gateway) {
    this.doorway = doorway;
    this.gateway = gateway;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/messages", this::messages)
        .any(
            "/messages",
            (request, response) ->
                doorway.wrongMethod(request, response, AnthropicErrorWriter::send, "POST"));
  }

  private void messages(ServerRequest request, ServerResponse response) {
    doorway.serve(
        request,
        response,
        AnthropicErrorWriter::send,
        body -> {
          Chat chat = MessagesReader.read(body.bytes(), body.length());
          answer(response, chat, doorway.request(request, Door.MESSAGES, chat, body.length()));
        });
  }

  private void answer(ServerResponse response, Chat chat, GatewayRequest asked) {
    GatewayOutcome outcome = gateway.handle(asked);
    switch (outcome) {
      case GatewayOutcome.Answered answered -> {
        TrailHeaders.write(response, answered.trail(), true);
        whole(response, answered.reply(), chat.stream());
      }
      case GatewayOutcome.Streamed streamed -> {
        TrailHeaders.write(response, streamed.trail(), false);
        streamed(response, streamed.stream());
      }
      case GatewayOutcome.Refused refused -> {
        TrailHeaders.write(response, refused.trail(), true);
        AnthropicErrorWriter.send(response, doorway.problem(refused.refusal()));
      }
      case GatewayOutcome.Failed failed -> {
        TrailHeaders.write(response, failed.trail(), true);
        AnthropicErrorWriter.send(response, Problem.of(failed.failure()));
      }
    }
  }

  private void whole(ServerResponse response, Reply reply, boolean stream) {
    switch (reply) {
      case Completion completion -> {
        if (stream) {
          try (SseOut out = doorway.events(response, () -> {})) {
            new EventWriter(out).write(completion);
          }
        } else {
          response.header("Content-Type", "application/json");
          response.send(MessageWriter.write(completion));
        }
      }
      case Embedding _ -> throw new IllegalStateException("a message was answered with embeddings");
    }
  }

  /** Ends without {@code message_stop} where the provider's stream broke. */
  private void streamed(ServerResponse response, CompletionStream stream) {
    try (stream;
        SseOut out = doorway.events(response, stream::close)) {
      EventWriter writer = new EventWriter(out);
      Optional<CompletionEvent> event = stream.next();
      while (event.isPresent() && writer.write(event.get())) {
        event = stream.next();
      }
    }
  }
}
