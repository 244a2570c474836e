package dev.andon.hub;

import dev.andon.hub.http.Problem;
import dev.andon.hub.store.StoreException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller is told when the store fails behind a door that has no answer of its own for it:
 * 503 for what passes, in the dialect of the path, and 500 for a bug. Thread-safe.
 */
final class StoreErrors {
  private static final Logger LOG = LoggerFactory.getLogger(StoreErrors.class);

  private StoreErrors() {}

  static void answer(ServerRequest request, ServerResponse response, StoreException failure) {
    if (!failure.kind().passes()) {
      LOG.error("request failed path={}", request.path().path(), failure);
    }
    Problem problem = Problem.of(failure);
    String path = request.path().absolute().path();
    if (path.equals("/")) {
      page(response, problem);
    } else {
      problem.head(response);
      response.send(
          path.startsWith("/v1/messages")
              ? dev.andon.hub.anthropic.AnthropicErrorWriter.body(problem, "")
              : dev.andon.hub.openai.OpenAiErrorWriter.body(problem));
    }
  }

  private static void page(ServerResponse response, Problem problem) {
    problem.head(response);
    response.header("Content-Type", "text/plain; charset=utf-8");
    response.send((problem.message() + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
