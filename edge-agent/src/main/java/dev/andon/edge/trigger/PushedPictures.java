package dev.andon.edge.trigger;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import dev.andon.edge.capture.FileStamp;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.capture.Labelling.PartLabel;
import dev.andon.edge.capture.StationClock;
import dev.andon.edge.capture.folder.FolderMemory;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureDecoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that a camera or a recipe system posts. Whoever posts is answered when the station has
 * stored what became of the picture, so that what is said again after a lost answer, also after a
 * restart, is known and judged once. {@link #take} is thread-safe; the rest is confined to one
 * thread, except {@link #close}.
 */
public final class PushedPictures implements FrameSource, PartReceiver {
  /** Pictures that wait for the model; whoever comes then is asked to come again. */
  private static final int MAX_WAITING = 8;

  private static final int REMEMBERED = 100_000;
  private static final int AT_ONCE = 256;
  private static final long SAYS_SO_MS = 5_000;
  private static final long ANSWER_SECONDS = 30;

  private final PartLabel station;
  private final PictureDecoder decoder;
  private final FolderMemory memory;
  private final StationClock clock;
  private final BlockingQueue<Pushed> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Set<Long> done = new HashSet<>();
  private final Queue<Long> order = new ArrayDeque<>();
  private final List<Long> passed = new ArrayList<>();
  private volatile @Nullable Pushed handled;
  private long sequence;
  private volatile boolean closed;

  /** One picture and who waits for it. */
  private record Pushed(
      PartAnnouncement part,
      Picture picture,
      Cursor cursor,
      long id,
      CompletableFuture<Answer> answer) {}

  /**
   * @param station variant and view where nobody says another; the part id is not used
   * @param memory what was judged before
   */
  public PushedPictures(
      PartLabel station, PictureDecoder decoder, FolderMemory memory, StationClock clock) {
    this.station = station;
    this.decoder = decoder;
    this.memory = memory;
    this.clock = clock;
    memory.each(
        (id, gone) -> {
          remember(id);
          if (!gone) {
            gone(id);
          }
        });
  }

  /**
   * What was posted will not be there again: its mark is kept until enough others came after it.
   */
  private void gone(long id) {
    passed.add(id);
    if (passed.size() >= AT_ONCE) {
      memory.moved(passed.stream().mapToLong(Long::longValue).toArray(), new long[0]);
      passed.clear();
      for (long old : memory.forget()) {
        drop(old);
      }
    }
  }

  @Override
  public Answer take(PartAnnouncement part, byte[] body) throws InterruptedException {
    PartLabel label = part.label(station);
    String name = label.partId() + "/" + label.variant() + "/" + label.view();
    Cursor cursor = Cursor.of(name, new FileStamp(body.length, digest(body)));
    long id = FileIds.of(memory.source(), name, cursor.stamp().orElseThrow());
    if (knows(id)) {
      return new Answer.Known("this picture of part " + part.partId() + " was judged before");
    }
    return switch (decoder.decode(body, "part " + part.partId())) {
      case Decoding.Refused(String reason) -> new Answer.Refused(reason);
      case Decoding.Decoded(Picture picture) -> queued(part, picture, cursor, id);
    };
  }

  private Answer queued(PartAnnouncement part, Picture picture, Cursor cursor, long id)
      throws InterruptedException {
    Pushed pushed = new Pushed(part, picture, cursor, id, new CompletableFuture<>());
    if (closed || !waiting.offer(pushed)) {
      picture.close();
      return new Answer.Busy("the station has " + MAX_WAITING + " pictures to judge before");
    }
    try {
      return pushed.answer().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException slow) {
      return new Answer.Busy(
          "the picture is not judged yet; post it again to hear when it is, it is judged once");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Being asked for the next one means that the one before is stored. */
  @Override
  public Capture next() throws InterruptedException {
    finish();
    Pushed pushed = waiting.poll(SAYS_SO_MS, TimeUnit.MILLISECONDS);
    if (pushed == null) {
      return closed ? new Capture.Ended("closed", false) : new Capture.Waiting();
    }
    handled = pushed;
    if (knows(pushed.id())) {
      pushed.picture().close();
      return new Capture.Waiting();
    }
    PartLabel label = pushed.part().label(station);
    return new Capture.Captured(
        new Frame(
            pushed.picture(),
            Frame.PixelFormat.ENCODED,
            clock.wall().instant(),
            clock.nanos().getAsLong(),
            sequence++,
            label.partId(),
            label.variant(),
            label.view(),
            pushed.cursor()));
  }

  private void finish() {
    Pushed last = handled;
    handled = null;
    if (last != null) {
      boolean fresh = remember(last.id());
      if (fresh) {
        gone(last.id());
      }
      last.answer()
          .complete(
              fresh
                  ? new Answer.Taken("part " + last.part().partId() + " is judged")
                  : new Answer.Known("part " + last.part().partId() + " was judged before"));
    }
  }

  private synchronized boolean knows(long id) {
    return done.contains(id);
  }

  private synchronized void drop(long id) {
    done.remove(id);
  }

  private synchronized boolean remember(long id) {
    if (!done.add(id)) {
      return false;
    }
    order.add(id);
    if (order.size() > REMEMBERED) {
      done.remove(order.remove());
    }
    return true;
  }

  /** Whoever still waits may say it again to the next start. */
  @Override
  public void close() {
    closed = true;
    Optional.ofNullable(handled)
        .ifPresent(last -> last.answer().complete(new Answer.Busy("the station is stopping")));
    Pushed left;
    while ((left = waiting.poll()) != null) {
      left.picture().close();
      left.answer().complete(new Answer.Busy("the station is stopping"));
    }
  }

  private static long digest(byte[] body) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(body)).getLong();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
