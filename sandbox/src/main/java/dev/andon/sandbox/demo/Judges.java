package dev.andon.sandbox.demo;

import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;

/** The triage model, loaded once for all stations, with the golden frames it compares with. */
record Judges(TriageModel model, GridTriager triager) implements AutoCloseable {

  private static final int MOST_LANES = 4;

  /** Loads the model and enrols every view that has golden frames. */
  static Judges load(DemoOptions options, Footage footage) throws InterruptedException {
    int lanes = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LANES);
    TriageModel model =
        new TriageModel(Bundle.open(options.bundle()), new TriageModel.Settings(lanes, 1, 1));
    try {
      ReferenceBank bank = References.enrol(model, footage, options.seed());
      TriagePolicy policy = new TriagePolicy(model.bundle().manifest(), footage.bands());
      return new Judges(model, new GridTriager(model, Layout.GRID, bank, policy));
    } catch (InterruptedException | RuntimeException failed) {
      model.close();
      throw failed;
    }
  }

  /** Name and version. */
  String name() {
    return model.bundle().manifest().name() + " " + model.bundle().manifest().version();
  }

  @Override
  public void close() {
    triager.close();
    model.close();
  }
}
