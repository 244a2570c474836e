package dev.andon.hub.exchange;

import java.util.Optional;

/**
 * One request to the gateway, from whatever door. Immutable.
 *
 * @param id created once, by the door or at the edge
 * @param door where it came in
 * @param caller who asks, not checked yet
 * @param lane live, or replay, which yields to live
 * @param attributes what the door knows beside the content
 * @param namespace the wall around cached answers, where the door knows it already; otherwise it is
 *     built from the attributes that the key declares
 * @param deadline the door's deadline, where it has one (request header, station takt); otherwise
 *     the key's default counts
 * @param bodyBytes size of the received body in bytes
 * @param content what is asked
 */
public record GatewayRequest(
    RequestId id,
    Door door,
    Caller caller,
    Lane lane,
    Attributes attributes,
    Optional<Namespace> namespace,
    Optional<Deadline> deadline,
    long bodyBytes,
    Content content) {
  public GatewayRequest {
    if (bodyBytes < 0) {
      throw new IllegalArgumentException("a body has 0 or more bytes, not " + bodyBytes);
    }
  }

  /** The same of another caller. */
  public GatewayRequest of(Caller other) {
    return new GatewayRequest(
        id, door, other, lane, attributes, namespace, deadline, bodyBytes, content);
  }
}
