package dev.andon.edge;

import dev.andon.edge.capture.Frame;
import dev.andon.edge.triage.BandRule;
import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.Triager;
import dev.andon.vision.Band;
import dev.andon.vision.Bundle;
import dev.andon.vision.TriageModel;
import dev.andon.wire.ModelVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The triage that a station's file describes; closes its model. Thread-safe. */
final class ConfiguredTriage implements Triager {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredTriage.class);

  private final TriageModel model;
  private final GridTriager triager;

  private ConfiguredTriage(TriageModel model, GridTriager triager) {
    this.model = model;
    this.triager = triager;
  }

  /**
   * Loads model and golden frames.
   *
   * @throws dev.andon.vision.BundleRefusedException when the bundle is missing, altered or unfit
   */
  static ConfiguredTriage open(AgentConfig.Model config, Path bundle, Optional<Path> bank) {
    Bundle checked = Bundle.open(bundle);
    TriageModel model =
        new TriageModel(checked, new TriageModel.Settings(1, config.threads().orElse(1), 1));
    List<BandRule> rules =
        config.bands().orElse(List.of()).stream().map(ConfiguredTriage::rule).toList();
    GridTriager triager =
        new GridTriager(
            model,
            Layout.GRID,
            bank(bank, model.version()),
            new TriagePolicy(checked.manifest(), rules));
    LOG.info(
        "model name={} version={} device={}",
        checked.manifest().name(),
        checked.manifest().version(),
        model.device());
    return new ConfiguredTriage(model, triager);
  }

  @Override
  public Triage triage(Frame frame) throws InterruptedException {
    return triager.triage(frame);
  }

  @Override
  public ModelVersion model() {
    return triager.model();
  }

  @Override
  public void close() {
    triager.close();
    model.close();
  }

  private static ReferenceBank bank(Optional<Path> folder, ModelVersion model) {
    ReferenceBank bank = new ReferenceBank();
    if (folder.isPresent()) {
      BankFiles.Loaded loaded = new BankFiles(folder.get(), model).load();
      loaded.refused().forEach(line -> LOG.warn("golden frames left aside: {}", line));
      loaded.views().forEach(bank::put);
    }
    return bank;
  }

  private static BandRule rule(AgentConfig.Rule rule) {
    return new BandRule(
        rule.scale(),
        rule.defectClass(),
        rule.variant(),
        rule.view(),
        new Band(rule.acceptBelow(), rule.rejectAbove()));
  }
}
