package dev.andon.hub.ingest;

import dev.andon.config.ByteSize;
import dev.andon.hub.ingest.verdict.DecisionPolicy;
import dev.andon.hub.ingest.verdict.VerdictPrompt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code escalations} block: how stations' frames are judged and how long they are kept.
 *
 * @param model the route or {@code provider/model} that judges; required
 * @param liveConcurrency escalations judged at once in the live lane, 1 to 1024; default 32
 * @param replayConcurrency the same in the replay lane, 1 to 256; default 4
 * @param replayPerSecond escalations taken up again a second after an outage; default 10
 * @param probeEvery how often one waiting escalation is tried while no provider answers; default 5s
 * @param answerMargin taken off a station's deadline for the way back; default 50ms
 * @param lateAnswer how much longer than its station a paid answer that is under way is waited for,
 *     0 to 10m: it becomes the late verdict instead of being paid for again; default 30s
 * @param replayDeadline the time one try may take where no station waits; default 2m
 * @param keepUnanswered how long an escalation without an answer is tried again; default 7d
 * @param keepUnconfirmed how long an unconfirmed verdict is sent again; default 7d
 * @param keepEvidence how long pictures are kept, longer than the two above; default 30d
 * @param maxEvidence the most bytes of pictures kept; default 50GB
 * @param onBudget what spent money means; default wait
 * @param maxPaidRuns how often providers are paid for no usable answer before that is final;
 *     default 3
 * @param prompts wordings by variant; default is a built-in one
 * @param comparison whether the model is shown a good part beside the doubtful one, where the
 *     station sent one: a second image, paid for with each question; default false
 */
public record IngestConfig(
    String model,
    Optional<Integer> liveConcurrency,
    Optional<Integer> replayConcurrency,
    Optional<Integer> replayPerSecond,
    Optional<Duration> probeEvery,
    Optional<Duration> answerMargin,
    Optional<Duration> lateAnswer,
    Optional<Duration> replayDeadline,
    Optional<Duration> keepUnanswered,
    Optional<Duration> keepUnconfirmed,
    Optional<Duration> keepEvidence,
    Optional<ByteSize> maxEvidence,
    Optional<OnBudget> onBudget,
    Optional<Integer> maxPaidRuns,
    Optional<List<PromptConfig>> prompts,
    Optional<Boolean> comparison) {

  /** What happens to escalations of a line whose money is spent. */
  public enum OnBudget {
    /** The hub keeps them and tries again in the next window; the station is told at once. */
    WAIT,
    /** They end as inconclusive. */
    FINAL,
    /** The hub keeps the first and asks stations to keep the others until the next window. */
    DEFER
  }

  /** One wording; see {@link VerdictPrompt}. */
  public record PromptConfig(
      String version,
      Optional<List<String>> variants,
      Optional<String> instructions,
      Optional<List<String>> classes) {
    VerdictPrompt prompt() {
      return new VerdictPrompt(
          version,
          variants.orElse(List.of()),
          instructions.orElse(VerdictPrompt.DEFAULT.instructions()),
          classes.orElse(List.of()));
    }
  }

  public IngestConfig {
    inRange("live_concurrency", liveConcurrency.orElse(32), 1, 1_024);
    inRange("replay_concurrency", replayConcurrency.orElse(4), 1, 256);
    inRange("replay_per_second", replayPerSecond.orElse(10), 1, 10_000);
    inRange("max_paid_runs", maxPaidRuns.orElse(3), 1, 100);
    inRange("late_answer", lateAnswer.orElse(Duration.ZERO).toMillis(), 0, 600_000);
    inRange("replay_deadline", replayDeadline.orElse(Duration.ofMinutes(2)).toSeconds(), 1, 3_600);
    prompts.orElse(List.of()).forEach(PromptConfig::prompt);
  }

  /** Everything but the model at its default. */
  public static IngestConfig of(String model) {
    return new IngestConfig(
        model,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  int live() {
    return liveConcurrency.orElse(32);
  }

  int replay() {
    return replayConcurrency.orElse(4);
  }

  int perSecond() {
    return replayPerSecond.orElse(10);
  }

  Duration probe() {
    return probeEvery.orElse(Duration.ofSeconds(5));
  }

  Duration margin() {
    return answerMargin.orElse(Duration.ofMillis(50));
  }

  Duration grace() {
    return lateAnswer.orElse(Duration.ofSeconds(30));
  }

  Duration replayLimit() {
    return replayDeadline.orElse(Duration.ofMinutes(2));
  }

  Duration unansweredKept() {
    return keepUnanswered.orElse(Duration.ofDays(7));
  }

  Duration unconfirmedKept() {
    return keepUnconfirmed.orElse(Duration.ofDays(7));
  }

  Duration evidenceKept() {
    return keepEvidence.orElse(Duration.ofDays(30));
  }

  long evidenceBytes() {
    return maxEvidence.map(ByteSize::bytes).orElse(50_000_000_000L);
  }

  OnBudget budgetRule() {
    return onBudget.orElse(OnBudget.WAIT);
  }

  DecisionPolicy rulingPolicy() {
    return new DecisionPolicy(budgetRule() == OnBudget.FINAL, maxPaidRuns.orElse(3));
  }

  /** Whether models are shown a good part. */
  public boolean compares() {
    return comparison.orElse(false);
  }

  List<VerdictPrompt> wordings() {
    return prompts.orElse(List.of()).stream().map(PromptConfig::prompt).toList();
  }

  private static void inRange(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "escalations." + key + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
