package dev.andon.edge.actuation.plc;

import dev.andon.edge.actuation.LineCommand;
import dev.andon.edge.actuation.LineOutput;
import dev.andon.edge.capture.PacedSource.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a controller one part after the other:
 *
 * <pre>
 * free ── show: result, then valid ──▶ shown ── strobe over, or acknowledged ──▶ clear ──▶ free
 *   ▲                                                        strobe, acknowledge gone │
 *   └──────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * The sign of life goes on meanwhile. Whatever fails ends the connection; the next one begins with
 * no result, so that what a dead agent left is taken back. Confined to one thread.
 */
public final class PlcOutput implements LineOutput {
  private static final int SEQUENCES = 65_536;
  private static final long LOOK_NANOS = 5_000_000;

  private final PlcPort port;
  private final PlcRhythm rhythm;
  private final LongSupplier nanos;
  private final Pause pause;
  private @Nullable PlcLink connected;
  private boolean counting;
  private int sequence;
  private boolean alive;
  private long beatAt;
  private long freeAt;

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public PlcOutput(PlcPort port, PlcRhythm rhythm, LongSupplier nanos, Pause pause) {
    this.port = port;
    this.rhythm = rhythm;
    this.nanos = nanos;
    this.pause = pause;
    this.freeAt = nanos.getAsLong();
    this.beatAt = freeAt;
  }

  @Override
  public String name() {
    return port.name();
  }

  /** A strobe says "this part", and the controller looks at the one in front of it. */
  @Override
  public boolean namesPart() {
    return false;
  }

  @Override
  public void send(LineCommand command) throws IOException, InterruptedException {
    PlcLink link = link();
    try {
      awaitFree(link);
      link.show(command, next());
      awaitTaken(link);
      link.clear();
      freeAt = nanos.getAsLong() + gap();
    } catch (IOException failure) {
      hangUp();
      throw failure;
    }
  }

  @Override
  public Duration attend() throws IOException, InterruptedException {
    PlcLink link = link();
    try {
      beatIfDue(link);
      return Duration.ofNanos(Math.max(1, beatAt - nanos.getAsLong()));
    } catch (IOException failure) {
      hangUp();
      throw failure;
    }
  }

  /** The line sees no result of an agent that has ended. */
  @Override
  public void close() {
    PlcLink link = connected;
    if (link != null) {
      try {
        link.clear();
      } catch (IOException gone) {
        // The next connection begins with that.
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      hangUp();
    }
    port.close();
  }

  private PlcLink link() throws IOException, InterruptedException {
    PlcLink link = connected;
    return link == null ? connect() : link;
  }

  private PlcLink connect() throws IOException, InterruptedException {
    PlcLink fresh = port.connect();
    try {
      fresh.clear();
      if (!counting) {
        sequence = fresh.lastSequence();
        counting = true;
      }
    } catch (IOException | InterruptedException failure) {
      fresh.close();
      throw failure;
    }
    freeAt = nanos.getAsLong() + gap();
    beatAt = nanos.getAsLong();
    connected = fresh;
    return fresh;
  }

  private void hangUp() {
    PlcLink link = connected;
    connected = null;
    if (link != null) {
      link.close();
    }
  }

  /** How long the controller sees no result; one that acknowledges says itself that it has. */
  private long gap() {
    return rhythm.acknowledged() ? 0 : rhythm.strobe().toNanos();
  }

  /** 0 is no part's number: it says that there has been none. */
  private int next() {
    sequence = sequence + 1 == SEQUENCES ? 1 : sequence + 1;
    return sequence;
  }

  private void awaitFree(PlcLink link) throws IOException, InterruptedException {
    while (nanos.getAsLong() < freeAt) {
      rest(link, freeAt);
    }
    if (rhythm.acknowledged()) {
      awaitAcknowledge(link, false);
    }
  }

  private void awaitTaken(PlcLink link) throws IOException, InterruptedException {
    if (rhythm.acknowledged()) {
      awaitAcknowledge(link, true);
      return;
    }
    long until = nanos.getAsLong() + rhythm.strobe().toNanos();
    while (nanos.getAsLong() < until) {
      rest(link, until);
    }
  }

  private void awaitAcknowledge(PlcLink link, boolean wanted)
      throws IOException, InterruptedException {
    long until = nanos.getAsLong() + rhythm.strobe().toNanos();
    while (link.acknowledged() != wanted) {
      if (nanos.getAsLong() >= until) {
        link.clear();
        throw new IOException(
            wanted
                ? "the controller did not acknowledge within %d ms (strobe)"
                    .formatted(rhythm.strobe().toMillis())
                : "the controller still acknowledges the part before, so this one is not shown");
      }
      rest(link, Math.min(until, nanos.getAsLong() + LOOK_NANOS));
    }
  }

  /** Until then, or until the next sign of life is due. */
  private void rest(PlcLink link, long until) throws IOException, InterruptedException {
    long left = Math.min(until, beatAt) - nanos.getAsLong();
    if (left > 0) {
      pause.pause(left);
    }
    beatIfDue(link);
  }

  private void beatIfDue(PlcLink link) throws IOException, InterruptedException {
    if (nanos.getAsLong() >= beatAt) {
      alive = !alive;
      link.beat(alive);
      beatAt = nanos.getAsLong() + rhythm.beatEvery().toNanos();
    }
  }
}
