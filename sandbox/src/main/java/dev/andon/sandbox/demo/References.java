package dev.andon.sandbox.demo;

import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Enrols the golden frames of all views before the stations start, two views at a time. */
final class References {

  private static final int PHOTOGRAPHS = 2;
  private static final int AT_ONCE = 2;

  private References() {}

  static ReferenceBank enrol(
      TriageModel model, Optional<PatchModel> patches, DemoFrames frames, long seed)
      throws InterruptedException {
    ReferenceBank bank = new ReferenceBank();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("enrol-", 0).factory())) {
      List<Future<?>> views = new ArrayList<>();
      for (Map.Entry<ViewKey, DemoFrames.GoldenFrames> view : frames.golden().entrySet()) {
        views.add(
            workers.submit(
                () -> {
                  enrol(
                      new Enrolment(model, patches, Layout.GRID, PHOTOGRAPHS, new Random(seed)),
                      bank,
                      view.getKey(),
                      view.getValue());
                  return bank;
                }));
      }
      for (Future<?> view : views) {
        view.get();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "a view could not be enrolled: " + failed.getCause(), failed.getCause());
    }
    return bank;
  }

  private static void enrol(
      Enrolment enrolment, ReferenceBank bank, ViewKey view, DemoFrames.GoldenFrames frames)
      throws InterruptedException {
    List<Picture> golden = frames.load();
    try {
      if (!golden.isEmpty()) {
        bank.put(enrolment.enrol(view, golden));
      }
    } finally {
      golden.forEach(Picture::close);
    }
  }
}
