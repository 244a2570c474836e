package dev.andon.hub.request;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Part;
import dev.andon.hub.time.Deadline;
import java.util.List;
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
 * @param aside what is shown to a model behind the question to help it, where it takes so many
 *     images; no part of the question, so the same question with another one has the same answer
 */
public record GatewayRequest(
    RequestId id,
    Door door,
    Caller caller,
    RequestLane lane,
    Attributes attributes,
    Optional<Namespace> namespace,
    Optional<Deadline> deadline,
    long bodyBytes,
    Content content,
    List<Part> aside) {
  public GatewayRequest {
    if (bodyBytes < 0) {
      throw new IllegalArgumentException("a body has 0 or more bytes, not " + bodyBytes);
    }
    aside = List.copyOf(aside);
  }

  /** A request with nothing beside its question. */
  public GatewayRequest(
      RequestId id,
      Door door,
      Caller caller,
      RequestLane lane,
      Attributes attributes,
      Optional<Namespace> namespace,
      Optional<Deadline> deadline,
      long bodyBytes,
      Content content) {
    this(id, door, caller, lane, attributes, namespace, deadline, bodyBytes, content, List.of());
  }

  /** All that a model is shown: the most that one attempt can send. */
  public Content shown() {
    return content instanceof Chat chat && !aside.isEmpty() ? chat.withParts(aside) : content;
  }

  /** The same of another caller. */
  public GatewayRequest of(Caller other) {
    return new GatewayRequest(
        id, door, other, lane, attributes, namespace, deadline, bodyBytes, content, aside);
  }
}
