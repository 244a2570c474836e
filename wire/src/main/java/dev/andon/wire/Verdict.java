package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What is known of a part: good, defective, or nothing that could be relied on. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Verdict.Pass.class, name = "pass"),
  @JsonSubTypes.Type(value = Verdict.Defect.class, name = "defect"),
  @JsonSubTypes.Type(value = Verdict.Inconclusive.class, name = "inconclusive")
})
public sealed interface Verdict {

  /** No defect. */
  record Pass() implements Verdict {}

  /** At least one defect. The list may be empty where the judge named no place. */
  record Defect(List<Finding> findings) implements Verdict {
    public Defect {
      findings = List.copyOf(findings);
      Ranges.inRange("number of findings", findings.size(), 0, 1_000);
    }
  }

  /** No answer that may be relied on; the station's {@code on_timeout} rule decides. */
  record Inconclusive(Reason reason, String detail) implements Verdict {
    public Inconclusive {
      if (detail.length() > 1_000) {
        throw new IllegalArgumentException("detail must hold at most 1000 characters");
      }
    }

    /** An inconclusive verdict that needs no further words. */
    public Inconclusive(Reason reason) {
      this(reason, "");
    }
  }

  /** Why there is no answer. */
  enum Reason {
    /** The judge looked and could not tell. */
    UNSURE,
    /** No provider could be reached; the hub keeps the escalation and asks again later. */
    PROVIDER_UNREACHABLE,
    /** The deadline passed first. */
    DEADLINE,
    /** The line's money is spent. */
    BUDGET,
    /** The station's key is missing, expired or not allowed to ask. */
    KEY,
    /** The picture could not be read. */
    UNREADABLE,
    /** A provider was asked, and what it answered (and charged) is not known. */
    OUTCOME_UNKNOWN
  }

  /**
   * One defect.
   *
   * @param label the defect's class
   * @param confidence 0 to 1
   * @param box where, in pixels of the whole frame
   */
  record Finding(@JsonProperty("class") String label, double confidence, Box box) {
    public Finding {
      Texts.bounded("class", label, 64);
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("confidence must be 0-1, but is " + confidence);
      }
    }
  }
}
