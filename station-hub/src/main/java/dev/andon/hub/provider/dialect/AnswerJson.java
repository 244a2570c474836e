package dev.andon.hub.provider.dialect;

import dev.andon.hub.json.BadJson;
import dev.andon.hub.json.JsonTree;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads providers' JSON; what makes no sense is a failed attempt. Pure. */
public final class AnswerJson {
  private AnswerJson() {}

  /**
   * The object in {@code bytes}.
   *
   * @throws AttemptException as {@link ErrorClass#MALFORMED} if there is none
   */
  public static JsonNode object(byte[] bytes) throws AttemptException {
    try {
      return JsonTree.object("the answer", bytes);
    } catch (BadJson broken) {
      throw malformed(String.valueOf(broken.getMessage()));
    }
  }

  /** The object in {@code bytes}, or an empty one: for error bodies, which may be anything. */
  static JsonNode lenient(byte[] bytes) {
    try {
      return object(bytes);
    } catch (AttemptException noJson) {
      return JsonTree.empty();
    }
  }

  public static AttemptException malformed(String detail) {
    return new AttemptException(
        AttemptFailure.unknown(ErrorClass.MALFORMED, Optional.of(200), detail));
  }
}
