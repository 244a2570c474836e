package dev.andon.lab;

import dev.andon.edge.triage.Triage;
import dev.andon.wire.Verdict;
import java.util.Locale;

/** What becomes of a frame at its station. */
enum Fate {
  /** It passes without anybody looking. */
  PASSED,
  /** Somebody looks at it; a frame that is held for its camera's fault counts here. */
  ASKED,
  /** It is rejected without anybody looking. */
  REJECTED;

  static Fate of(Triage triage) {
    return switch (triage) {
      case Triage.Confident(Verdict.Pass pass) -> PASSED;
      case Triage.Confident(Verdict verdict) -> REJECTED;
      case Triage.Unsure unsure -> ASKED;
      case Triage.Unfit unfit -> ASKED;
      case Triage.Held held -> ASKED;
    };
  }

  /** As figures name it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
