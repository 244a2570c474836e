package dev.andon.hub.openai;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embedding;
import dev.andon.hub.chat.Reply;
import dev.andon.hub.gateway.Gateway;
import dev.andon.hub.http.Doorway;
import dev.andon.hub.http.Problem;
import dev.andon.hub.http.SseOut;
import dev.andon.hub.http.TrailHeaders;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.CompletionStream;
import dev.andon.hub.request.Door;
import dev.andon.hub.request.GatewayOutcome;
import dev.andon.hub.request.GatewayRequest;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code POST /v1/chat/completions}, {@code POST /v1/responses}, {@code POST /v1/embeddings} and
 * {@code GET /v1/models}, as OpenAI's clients expect them. Thread-safe.
 */
public final class OpenAiDoor implements HttpService {
  private final Doorway doorway;
  private final Gateway gateway;
  private final Supplier<List<String>> models;

  /**
   * A door to {@code gateway}.
   *
   * @param models the names that may be asked for, routes and {@code provider/model}
   */
  public OpenAiDoor(Doorway doorway, Gateway gateway, Supplier<List<String>> models) {
    this.doorway = doorway;
    this.gateway = gateway;
    this.models = models;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/chat/completions", this::chat)
        .post("/responses", this::respond)
        .post("/embeddings", this::embed)
        .get("/models", this::models)
        .any("/chat/completions", wrongMethod("POST"))
        .any("/responses", wrongMethod("POST"))
        .any("/embeddings", wrongMethod("POST"))
        .any("/models", wrongMethod("GET"));
  }

  private Handler wrongMethod(String allowed) {
    return (request, response) ->
        doorway.wrongMethod(request, response, OpenAiErrorWriter::send, allowed);
  }

  /** For whatever under {@code /v1} no door takes. */
  public void unknown(ServerRequest request, ServerResponse response) {
    doorway.unknownPath(request, response, OpenAiErrorWriter::send);
  }

  private void chat(ServerRequest request, ServerResponse response) {
    doorway.serve(
        request,
        response,
        OpenAiErrorWriter::send,
        body -> {
          Chat chat = ChatReader.read(body.bytes(), body.length());
          answer(request, response, chat, chat.stream(), Door.CHAT_COMPLETIONS, body.length());
        });
  }

  private void respond(ServerRequest request, ServerResponse response) {
    doorway.serve(
        request,
        response,
        OpenAiErrorWriter::send,
        body -> {
          Chat chat = ResponsesReader.read(body.bytes(), body.length());
          answer(request, response, chat, chat.stream(), Door.RESPONSES, body.length());
        });
  }

  private void embed(ServerRequest request, ServerResponse response) {
    doorway.serve(
        request,
        response,
        OpenAiErrorWriter::send,
        body ->
            answer(
                request,
                response,
                EmbedReader.read(body.bytes(), body.length()),
                false,
                Door.EMBEDDINGS,
                body.length()));
  }

  private void answer(
      ServerRequest request,
      ServerResponse response,
      Content content,
      boolean stream,
      Door door,
      int bodyBytes) {
    GatewayRequest asked = doorway.request(request, door, content, bodyBytes);
    GatewayOutcome outcome = gateway.handle(asked);
    switch (outcome) {
      case GatewayOutcome.Answered answered -> {
        TrailHeaders.write(response, answered.trail(), true);
        whole(response, asked, answered.reply(), stream);
      }
      case GatewayOutcome.Streamed streamed -> {
        TrailHeaders.write(response, streamed.trail(), false);
        streamed(response, asked, streamed.stream());
      }
      case GatewayOutcome.Refused refused -> {
        TrailHeaders.write(response, refused.trail(), true);
        OpenAiErrorWriter.send(response, doorway.problem(refused.refusal()));
      }
      case GatewayOutcome.Failed failed -> {
        TrailHeaders.write(response, failed.trail(), true);
        OpenAiErrorWriter.send(response, Problem.of(failed.failure()));
      }
    }
  }

  private static boolean usageWanted(Content content) {
    return content instanceof Chat chat && chat.streamUsage();
  }

  private void whole(ServerResponse response, GatewayRequest asked, Reply reply, boolean stream) {
    switch (reply) {
      case Completion completion when stream -> {
        try (SseOut out = doorway.events(response, () -> {})) {
          if (asked.door() == Door.RESPONSES) {
            new ResponseEvents(out, asked.id()).write(completion);
          } else {
            new ChunkWriter(out, usageWanted(asked.content())).write(completion);
          }
        }
      }
      case Completion completion ->
          json(
              response,
              asked.door() == Door.RESPONSES
                  ? ResponseWriter.write(asked.id(), completion)
                  : CompletionWriter.write(completion));
      case Embedding embedding -> json(response, EmbeddingWriter.write(embedding));
    }
  }

  /** Ends without {@code [DONE]} where the provider's stream broke: it must not look complete. */
  private void streamed(ServerResponse response, GatewayRequest asked, CompletionStream stream) {
    try (stream;
        SseOut out = doorway.events(response, stream::close)) {
      Predicate<CompletionEvent> writer = writer(out, asked);
      Optional<CompletionEvent> event = stream.next();
      while (event.isPresent() && writer.test(event.get())) {
        event = stream.next();
      }
    }
  }

  private static Predicate<CompletionEvent> writer(SseOut out, GatewayRequest asked) {
    return asked.door() == Door.RESPONSES
        ? new ResponseEvents(out, asked.id())::write
        : new ChunkWriter(out, usageWanted(asked.content()))::write;
  }

  private void models(ServerRequest request, ServerResponse response) {
    json(
        response,
        JsonWriter.bytes(
            json -> {
              json.field("object", "list");
              json.array("data", () -> models.get().forEach(name -> model(json, name)));
            }));
  }

  private static void model(JsonWriter json, String name) {
    int slash = name.indexOf('/');
    json.object(
        () -> {
          json.field("id", name);
          json.field("object", "model");
          json.field("created", 0);
          json.field("owned_by", slash > 0 ? name.substring(0, slash) : "andon");
        });
  }

  private static void json(ServerResponse response, byte[] body) {
    response.header("Content-Type", "application/json");
    response.send(body);
  }
}
