package dev.andon.hub.provider.http;

import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.api.ProviderStream;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.ErrorClass;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A stream over HTTP. Confined to one thread, except {@link #close()}. */
final class HttpStream implements ProviderStream {
  private final Transfer transfer;
  private final FrameReader frames;
  private final EventDecoder decoder;
  private final Deque<CompletionEvent> waiting = new ArrayDeque<>();
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Step last;
  private volatile Optional<TokenUsage> reported = Optional.empty();

  HttpStream(Transfer transfer, FrameReader frames, EventDecoder decoder) {
    this.transfer = transfer;
    this.frames = frames;
    this.decoder = decoder;
  }

  /** Waits until a token, or the end, is there; a failure before that may still fall back. */
  Optional<AttemptFailure> awaitFirstToken() {
    while (last == null && waiting.stream().noneMatch(HttpStream::isContent)) {
      read();
    }
    transfer.awaitMore();
    return last instanceof Step.Broken broken ? Optional.of(broken.failure()) : Optional.empty();
  }

  @Override
  public Step next() {
    while (waiting.isEmpty() && last == null) {
      read();
    }
    CompletionEvent event = waiting.poll();
    if (event != null) {
      return new Step.Event(event);
    }
    Step end = last;
    if (end == null) {
      throw new IllegalStateException("a stream without events has an end");
    }
    return end;
  }

  @Override
  public Optional<TokenUsage> reported() {
    return reported;
  }

  /** Another thread's read is only cancelled; that thread closes the transfer when it notices. */
  @Override
  public void close() {
    if (last == null) {
      transfer.cancel();
    }
    if (reading.tryLock()) {
      try {
        transfer.close();
      } finally {
        reading.unlock();
      }
    }
  }

  private void read() {
    reading.lock();
    try {
      readFrame();
    } finally {
      reading.unlock();
    }
  }

  private void readFrame() {
    try {
      Optional<FrameReader.Frame> frame = frames.next();
      if (frame.isPresent()) {
        waiting.addAll(decoder.decode(frame.get()));
        reported = decoder.usage();
      } else {
        last = end();
      }
    } catch (IOException e) {
      last = broken(transfer.explain(e));
    }
    if (last != null) {
      transfer.close();
    }
  }

  private Step end() {
    return decoder.complete()
        ? new Step.End(decoder.usage())
        : broken(
            AttemptFailure.unknown(
                ErrorClass.CUT, Optional.of(200), "the stream ended before it was complete"));
  }

  private Step broken(AttemptFailure failure) {
    reported = decoder.usage();
    return new Step.Broken(failure);
  }

  private static boolean isContent(CompletionEvent event) {
    return switch (event) {
      case CompletionEvent.Started _, CompletionEvent.ExtraDelta _ -> false;
      case CompletionEvent.TextDelta text -> !text.text().isEmpty();
      case CompletionEvent.ReasoningDelta _,
          CompletionEvent.RefusalDelta _,
          CompletionEvent.ToolCallStarted _,
          CompletionEvent.ToolArgumentsDelta _,
          CompletionEvent.ChoiceFinished _,
          CompletionEvent.Finished _,
          CompletionEvent.Broken _ ->
          true;
    };
  }
}
