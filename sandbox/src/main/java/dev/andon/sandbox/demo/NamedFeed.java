package dev.andon.sandbox.demo;

import dev.andon.edge.Feed;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FrameSource;
import java.util.Optional;
import java.util.function.Function;

/** A feed made of its parts. */
record NamedFeed(String name, Function<Optional<Cursor>, FrameSource> opening) implements Feed {

  @Override
  public FrameSource open(Optional<Cursor> after) {
    return opening.apply(after);
  }
}
