package dev.andon.sandbox.demo;

import dev.andon.edge.triage.Autonomy;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Judgements;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.vision.Bundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.TriageModel;
import java.util.Optional;
import java.util.Random;

/** The triage model, loaded once for all stations, with the golden frames it compares with. */
record TriageModels(TriageModel model, Optional<PatchModel> patches, GridTriager triager)
    implements AutoCloseable {

  private static final int MOST_LANES = 4;

  /** Loads the model and enrols every view that has golden frames. */
  static TriageModels load(DemoOptions options, DemoFrames frames) throws InterruptedException {
    int lanes = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LANES);
    TriageModel model =
        new TriageModel(Bundle.open(options.bundle()), new TriageModel.Settings(lanes, 1, 1));
    Optional<PatchModel> patches = Optional.empty();
    try {
      patches = Backbones.open(Optional.empty(), options.bundle(), lanes);
      ReferenceBank bank = References.enrol(model, patches, frames, options.seed());
      TriagePolicy policy = new TriagePolicy(model.bundle().manifest(), frames.bands());
      Autonomy autonomy =
          new Autonomy(new Judgements(), Autonomy.Settings.DEFAULT, new Random(options.seed()));
      return new TriageModels(
          model, patches, new GridTriager(model, Layout.GRID, bank, policy, patches, autonomy));
    } catch (InterruptedException | RuntimeException failed) {
      patches.ifPresent(PatchModel::close);
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
    patches.ifPresent(PatchModel::close);
    model.close();
  }
}
