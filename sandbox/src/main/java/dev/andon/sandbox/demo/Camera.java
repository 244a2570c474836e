package dev.andon.sandbox.demo;

import dev.andon.edge.Feed;
import dev.andon.edge.capture.Cursor;
import dev.andon.sandbox.truth.SceneTruth;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one station looks at.
 *
 * @param truth what is right about a frame that the feed has delivered; thread-safe
 */
record Camera(Feed feed, Function<Cursor, Optional<SceneTruth>> truth) {}
