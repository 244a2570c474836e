package dev.andon.hub.provider.dialect;

import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.request.CompletionEvent;
import java.util.List;
import java.util.Optional;

/** Translates one stream's frames into events. Confined to one stream. */
public interface EventDecoder {

  /**
   * The events of one frame, often one, sometimes none.
   *
   * @throws AttemptException if the frame cannot be read, or tells of an error
   */
  List<CompletionEvent> decode(FrameReader.Frame frame) throws AttemptException;

  /** Whether the stream has come to its proper end; an end of bytes before that is a cut. */
  boolean complete();

  /** The usage reported so far. */
  Optional<TokenUsage> usage();
}
