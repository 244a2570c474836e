package dev.andon.edge.triage;

import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import java.util.Optional;

/**
 * A tile of a frame with all that is known about it.
 *
 * @param slot place in the grid, row by row from 0
 * @param box in pixels of the frame
 * @param scores what the model says
 * @param reference distance to the view's golden tiles, where it has some
 */
public record JudgedTile(
    int slot, Box box, TileScores scores, Optional<ReferenceDistance> reference) {}
