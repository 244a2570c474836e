package dev.andon.sandbox.soak;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Box;
import java.util.List;
import java.util.Optional;

/**
 * What the scripted provider says of a picture: the first digit of its SHA-256 decides, so that
 * nobody has to be told, and the same picture gets the same answer at any time.
 */
final class ScriptedTruth {

  private static final Box SOMEWHERE = new Box(1, 1, 9, 9);

  private ScriptedTruth() {}

  /**
   * Always known.
   *
   * @param sha256 64 lower-case hex digits
   */
  static Optional<SceneTruth> about(String sha256) {
    return Optional.of(
        isGood(sha256)
            ? SceneTruth.pass()
            : SceneTruth.defect(List.of(new Blemish("scratch", SOMEWHERE))));
  }

  static boolean isGood(String sha256) {
    return Character.digit(sha256.charAt(0), 16) % 2 == 0;
  }
}
