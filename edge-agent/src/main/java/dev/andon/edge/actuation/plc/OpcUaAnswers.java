package dev.andon.edge.actuation.plc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** Waits for a server's answers, and says what went wrong with what to do. Stateless. */
final class OpcUaAnswers {
  /** A connection is three handshakes, each with its own limit. */
  private static final int STEPS = 4;

  private final Duration timeout;

  OpcUaAnswers(Duration timeout) {
    this.timeout = timeout;
  }

  <T> T await(String what, CompletableFuture<T> answer) throws IOException, InterruptedException {
    try {
      return answer.get(STEPS * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      var _ = answer.cancel(true);
      throw new IOException(
          "%s: no answer within %d ms".formatted(what, STEPS * timeout.toMillis()), silent);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IOException(what + ": " + reason(cause), cause);
    }
  }

  /** Throws unless the status is good. */
  static void check(String what, StatusCode status) throws IOException {
    if (!status.isGood()) {
      throw new IOException(what + ": " + says(status));
    }
  }

  static String reason(Throwable cause) {
    String own = message(cause);
    return UaException.extractStatusCode(cause)
        .map(status -> says(status) + (own.contains("not trusted") ? "; " + own : ""))
        .orElse(own);
  }

  /** The innermost of what was said, or where a certificate is refused, that. */
  private static String message(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null && !String.valueOf(inner.getMessage()).contains("trusted (")) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
  }

  private static String says(StatusCode status) {
    long code = status.value();
    String name = StatusCodes.lookup(code).map(each -> each[0]).orElse(status.toString());
    return name + todo(code);
  }

  private static String todo(long code) {
    if (code == StatusCodes.Bad_NodeIdUnknown || code == StatusCodes.Bad_NodeIdInvalid) {
      return ", the server has no such node; look its id up there (ns=…;s=… or ns=…;i=…)";
    }
    if (code == StatusCodes.Bad_NotWritable || code == StatusCodes.Bad_UserAccessDenied) {
      return ", give this user the right to write it";
    }
    if (code == StatusCodes.Bad_TypeMismatch) {
      return ", the variable has another type";
    }
    if (code == StatusCodes.Bad_IdentityTokenRejected
        || code == StatusCodes.Bad_IdentityTokenInvalid) {
      return ", the server does not take this username and password";
    }
    if (code == StatusCodes.Bad_SecurityChecksFailed
        || code == StatusCodes.Bad_CertificateUntrusted) {
      return ", the server may not trust this station's certificate yet: accept it there";
    }
    if (code == StatusCodes.Bad_Timeout) {
      return ", no answer in time";
    }
    return "";
  }
}
