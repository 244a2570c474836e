package dev.andon.sandbox.demo;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.FrameSource;

/** Ends another source when the stop signal is given. */
final class StoppableSource implements FrameSource {

  private final FrameSource source;
  private final StopSignal stop;

  StoppableSource(FrameSource source, StopSignal stop) {
    this.source = source;
    this.stop = stop;
  }

  @Override
  public Capture next() throws InterruptedException {
    return stop.given() ? new Capture.Ended("the demo's time is up", false) : source.next();
  }

  @Override
  public void close() {
    source.close();
  }
}
