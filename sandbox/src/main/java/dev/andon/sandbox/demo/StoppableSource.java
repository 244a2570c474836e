package dev.andon.sandbox.demo;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.FrameSource;

/** Ends another source when the whistle blows. */
final class StoppableSource implements FrameSource {

  private final FrameSource source;
  private final Whistle whistle;

  StoppableSource(FrameSource source, Whistle whistle) {
    this.source = source;
    this.whistle = whistle;
  }

  @Override
  public Capture next() throws InterruptedException {
    return whistle.blown() ? new Capture.Ended("the demo's time is up", false) : source.next();
  }

  @Override
  public void close() {
    source.close();
  }
}
