package dev.andon.edge.actuation;

import java.time.Instant;
import java.util.UUID;

/**
 * One signal to the line. As JSON its keys are these names in snake_case.
 *
 * @param id the escalation's id, or one of its own for a frame judged on the spot
 * @param station {@code plant/line/station}
 * @param partId the part
 * @param variant the product variant
 * @param view camera position or recipe step
 * @param signal accept, reject or hold
 * @param cause local, verdict, inconclusive, timeout, withheld, camera or no_room
 * @param at the station's clock
 */
public record LineCommand(
    UUID id,
    String station,
    String partId,
    String variant,
    String view,
    LineSignal signal,
    String cause,
    Instant at) {}
