package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What a station measures of itself for its pulse. What it cannot measure is absent: no machine has
 * all the files that others have.
 *
 * @param pace frames and their judging in the last minute
 * @param machine the computer it runs on
 * @param clock how its wall clock stands to the hub's, where the hub has answered lately
 * @param bank names the golden frames in force; empty where there are none
 * @param config names the configuration in force; empty where it comes from no file
 * @param notReady why it is not ready, a sentence each; at most {@link Health#MAX_LINES}
 * @param failingOutputs ways to the line that fail; the same
 */
public record Readings(
    Pace pace,
    Machine machine,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<ClockOffset> clock,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> bank,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> config,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonDeserialize(using = LinesReader.class)
        List<String> notReady,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonDeserialize(using = LinesReader.class)
        List<String> failingOutputs) {
  private static final int MAX_NAME = 64;

  public Readings {
    bank.ifPresent(name -> Texts.bounded("bank", name, MAX_NAME));
    config.ifPresent(name -> Texts.bounded("config", name, MAX_NAME));
    notReady = Texts.lines(notReady);
    failingOutputs = Texts.lines(failingOutputs);
  }

  /**
   * Frames and their judging in the last minute.
   *
   * @param framesPerSecond judged, from 0
   * @param newestFrameMs age of the newest frame that the source gave, milliseconds from 0
   * @param triageP50Ms median time of model and policy, milliseconds from 0
   * @param triageP95Ms what 95 of 100 frames did not exceed; the same
   */
  public record Pace(
      double framesPerSecond,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong newestFrameMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble triageP50Ms,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble triageP95Ms) {
    public Pace {
      Ranges.finite("frames_per_second", framesPerSecond, 0, 1e6);
      newestFrameMs.ifPresent(age -> Ranges.inRange("newest_frame_ms", age, 0, Long.MAX_VALUE));
      triageP50Ms.ifPresent(ms -> Ranges.finite("triage_p50_ms", ms, 0, 1e9));
      triageP95Ms.ifPresent(ms -> Ranges.finite("triage_p95_ms", ms, 0, 1e9));
    }
  }

  /**
   * The computer that the station runs on.
   *
   * @param temperatureC of its hottest sensor, degrees Celsius, -100 to 300
   * @param load runnable tasks in the mean of a minute, from 0
   * @param cores processors that the load may use, from 1
   * @param throttled whether something slows it down now; absent where it has no way to say so
   * @param throttledBy what does, a few words each
   */
  public record Machine(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble temperatureC,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble load,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalInt cores,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Boolean> throttled,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonDeserialize(using = LinesReader.class)
          List<String> throttledBy) {
    /** It says nothing about itself. */
    public static final Machine SILENT =
        new Machine(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            List.of());

    public Machine {
      temperatureC.ifPresent(degrees -> Ranges.finite("temperature_c", degrees, -100, 300));
      load.ifPresent(tasks -> Ranges.finite("load", tasks, 0, 1e6));
      cores.ifPresent(number -> Ranges.inRange("cores", number, 1, 1 << 20));
      throttledBy = Texts.lines(throttledBy);
    }
  }

  /**
   * How far the hub's clock is ahead of the station's. Which of the two is wrong nobody can tell
   * from it.
   *
   * @param hubAheadMs milliseconds; negative where the station's is ahead
   * @param uncertaintyMs the true value is at most so far away, from 0: half of the way there and
   *     back
   */
  public record ClockOffset(double hubAheadMs, double uncertaintyMs) {
    private static final double MOST_MS = 1e15;

    public ClockOffset {
      Ranges.finite("hub_ahead_ms", hubAheadMs, -MOST_MS, MOST_MS);
      Ranges.finite("uncertainty_ms", uncertaintyMs, 0, MOST_MS);
    }

    /** Milliseconds that the clocks differ at least, whichever is ahead. */
    public double surelyMs() {
      return Math.max(0, Math.abs(hubAheadMs) - uncertaintyMs);
    }
  }
}
