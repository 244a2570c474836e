package dev.andon.sandbox.http;

import java.io.IOException;

/** What came over the socket is no HTTP/1.1 request within the server's bounds. */
public final class MalformedRequestException extends IOException {

  private static final long serialVersionUID = 1L;

  public MalformedRequestException(String message) {
    super(message);
  }
}
