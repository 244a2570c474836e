package dev.andon.edge.status;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;

/**
 * A page behind the operator token: who may come, look and change something, and how a form is
 * read. Thread-safe where its content is.
 *
 * @param path where forms go, and where somebody without the token is sent
 */
record GuardedPage(OperatorGate gate, String path, Content content) {

  /** What stands behind the token. */
  interface Content {
    /** What is shown under a path to somebody who may look. */
    HttpAnswer shown(String path) throws IOException, InterruptedException;

    /** Does what a form asks for. */
    HttpAnswer done(FormFields form) throws IOException, InterruptedException;

    /**
     * The page that asks for the token.
     *
     * @param problem why it asks again, a sentence; may be empty
     */
    String signIn(String problem);

    /** Whether somebody without the token is asked for it here. */
    boolean asksForToken(String path);
  }

  /** Never throws for what a request says. */
  HttpAnswer answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    boolean changes = !method.equals("GET") && !method.equals("HEAD");
    Optional<OperatorGate.Refusal> refusal = gate.refusal(exchange.getRequestHeaders(), changes);
    if (refusal.isPresent()) {
      return HttpAnswer.text(refusal.get().status(), refusal.get().says());
    }
    try {
      return changes ? changed(exchange) : shown(exchange);
    } catch (IllegalArgumentException noForm) {
      return HttpAnswer.text(400, "The request cannot be read: " + noForm.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return HttpAnswer.text(503, "The station is stopping.");
    }
  }

  private HttpAnswer shown(HttpExchange exchange) throws IOException, InterruptedException {
    String asked = exchange.getRequestURI().getPath();
    if (gate.mayLook(exchange.getRequestHeaders())) {
      return content.shown(asked);
    }
    return content.asksForToken(asked)
        ? signIn("")
        : HttpAnswer.text(401, "Enter the operator token at " + path + " first.");
  }

  private HttpAnswer signIn(String problem) {
    return HttpAnswer.html(401, content.signIn(problem))
        .with("WWW-Authenticate", "Bearer realm=\"andon\"");
  }

  private HttpAnswer changed(HttpExchange exchange) throws IOException, InterruptedException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return HttpAnswer.text(405, "Only GET, HEAD and POST.").with("Allow", "GET, HEAD, POST");
    }
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return HttpAnswer.text(404, "Try " + path + ".");
    }
    if (!FormFields.isOne(exchange)) {
      return HttpAnswer.text(415, "A form is needed: application/x-www-form-urlencoded.");
    }
    Optional<FormFields> form = FormFields.read(exchange);
    if (form.isEmpty()) {
      return HttpAnswer.text(413, "The form is longer than " + FormFields.MOST_BYTES + " bytes.")
          .with("Connection", "close");
    }
    return gate.mayChange(exchange.getRequestHeaders(), form.get())
        ? content.done(form.get()).with("Set-Cookie", gate.cookie())
        : signIn(
            form.get().first("token").isEmpty()
                ? "The page was open for too long, or was used already. Enter the token again."
                : "That is not the operator token.");
  }
}
