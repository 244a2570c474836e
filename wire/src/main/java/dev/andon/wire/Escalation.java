package dev.andon.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A frame that the station is unsure of, on its way to a verdict.
 *
 * @param id UUIDv7, made once, at the edge; every later message names it
 * @param sequence counts the escalations of a station, across boots
 * @param captured when the frame was taken
 * @param deadlineRemainingMs milliseconds the station will still wait, measured when the message
 *     was sent; 0 in the replay lane
 * @param lane live, or replay after an outage
 * @param partId the part under the camera, as the line names it
 * @param variant product variant; answers are never shared between variants
 * @param view camera position or recipe step
 * @param regions the doubtful tiles, at least one, each slot once
 * @param comparison a good part beside the doubtful one, where the station can show one
 */
public record Escalation(
    UUID id,
    StationId station,
    long sequence,
    Stamp captured,
    long deadlineRemainingMs,
    Lane lane,
    String partId,
    String variant,
    String view,
    ModelVersion model,
    List<Region> regions,
    Image image,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Comparison comparison)
    implements WireMessage {

  /** The longest time a station may wait: a day. */
  public static final long MAX_DEADLINE_MS = 86_400_000;

  public Escalation {
    regions = List.copyOf(regions);
    Texts.bounded("part id", partId, 256);
    Texts.bounded("variant", variant, 128);
    Texts.bounded("view", view, 128);
    Ranges.inRange("sequence", sequence, 0, Long.MAX_VALUE);
    Ranges.inRange("deadline_remaining_ms", deadlineRemainingMs, 0, MAX_DEADLINE_MS);
    Ranges.inRange("number of regions", regions.size(), 1, Region.MAX_SLOTS);
    Set<Integer> slots = regions.stream().map(Region::slot).collect(Collectors.toSet());
    if (slots.size() != regions.size()) {
      throw new IllegalArgumentException("each slot may appear once in an escalation's regions");
    }
  }

  /** An escalation that shows its picture alone. */
  public Escalation(
      UUID id,
      StationId station,
      long sequence,
      Stamp captured,
      long deadlineRemainingMs,
      Lane lane,
      String partId,
      String variant,
      String view,
      ModelVersion model,
      List<Region> regions,
      Image image) {
    this(
        id,
        station,
        sequence,
        captured,
        deadlineRemainingMs,
        lane,
        partId,
        variant,
        view,
        model,
        regions,
        image,
        Comparison.NONE);
  }

  /** The same escalation with this beside its picture. */
  public Escalation with(Comparison other) {
    return copy(deadlineRemainingMs, lane, image, other);
  }

  /** The same escalation with another picture of the same cut-out. */
  public Escalation with(Image other) {
    return copy(deadlineRemainingMs, lane, other, comparison);
  }

  /** The same escalation sent in another lane, with what is left of its deadline. */
  public Escalation sentIn(Lane newLane, long remainingMs) {
    return copy(remainingMs, newLane, image, comparison);
  }

  private Escalation copy(
      long newRemainingMs, Lane newLane, Image newImage, Comparison newComparison) {
    return new Escalation(
        id,
        station,
        sequence,
        captured,
        newRemainingMs,
        newLane,
        partId,
        variant,
        view,
        model,
        regions,
        newImage,
        newComparison);
  }
}
