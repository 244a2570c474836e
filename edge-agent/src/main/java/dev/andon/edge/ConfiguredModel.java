package dev.andon.edge;

import dev.andon.edge.capture.Frame;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.triage.Autonomy;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.BankWatch;
import dev.andon.edge.triage.ConformalBounds;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Hysteresis;
import dev.andon.edge.triage.JudgementLog;
import dev.andon.edge.triage.Judgements;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.ScoredTriage;
import dev.andon.edge.triage.Shadow;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.triage.ViewKey;
import dev.andon.edge.triage.ViewStanding;
import dev.andon.vision.Bundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.TriageModel;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The triage that a station's file describes; closes its model. Thread-safe. */
final class ConfiguredModel implements Triager {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredModel.class);

  private final TriageModel model;
  private final Optional<PatchModel> patches;
  private final GridTriager triager;
  private final Optional<JudgementLog> judged;
  private final Optional<BankWatch> golden;
  private final Optional<RecentFrames> recent;

  private ConfiguredModel(
      TriageModel model,
      Optional<PatchModel> patches,
      GridTriager triager,
      Optional<JudgementLog> judged,
      Optional<BankWatch> golden,
      Optional<RecentFrames> recent) {
    this.model = model;
    this.patches = patches;
    this.triager = triager;
    this.judged = judged;
    this.golden = golden;
    this.recent = recent;
  }

  /**
   * Loads model and golden frames.
   *
   * @param recent keeps the last frames; closed with this
   * @throws dev.andon.vision.BundleRefusedException when the bundle is missing, altered or unfit
   */
  static ConfiguredModel open(
      AgentConfig.Model config,
      Path bundle,
      Optional<Path> bank,
      Optional<Path> backbone,
      Optional<RecentFrames> recent) {
    Bundle checked = Bundle.open(bundle);
    ConfiguredBands bands = ConfiguredBands.of(config, checked.manifest());
    TriageModel model =
        new TriageModel(checked, new TriageModel.Settings(1, config.threads().orElse(1), 1));
    Optional<PatchModel> patches = Backbones.open(backbone, bundle, 1);
    Optional<JudgementLog> judged =
        bank.map(folder -> JudgementLog.in(folder.resolve("judged.jsonl")));
    ReferenceBank known = new ReferenceBank();
    Optional<BankWatch> golden =
        bank.map(folder -> watch(folder, known, model.version(), patches.map(PatchModel::version)));
    GridTriager triager =
        new GridTriager(
            model,
            Layout.GRID,
            known,
            bands.policy(),
            patches,
            autonomy(config.autonomy(), judged));
    triager.replace(bands.policy(), new Hysteresis(bands.hysteresis()));
    triager.standing().forEach(view -> LOG.info("{}", view.says()));
    LOG.info(
        "model name={} version={} device={}",
        checked.manifest().name(),
        checked.manifest().version(),
        model.device());
    return new ConfiguredModel(model, patches, triager, judged, golden, recent);
  }

  /**
   * Thresholds for this model.
   *
   * @throws IllegalArgumentException that names what is wrong with them
   */
  ConfiguredBands bands(AgentConfig.Model config) {
    return ConfiguredBands.of(config, model.bundle().manifest());
  }

  /** From the next frame on, other thresholds. */
  void replace(ConfiguredBands bands) {
    triager.replace(bands.policy(), new Hysteresis(bands.hysteresis()));
  }

  @Override
  public Triage triage(Frame frame) throws InterruptedException {
    return scored(frame).triage();
  }

  @Override
  public ScoredTriage rehearsed(Frame frame) throws InterruptedException {
    return triager.rehearsed(frame);
  }

  @Override
  public ScoredTriage scored(Frame frame) throws InterruptedException {
    ScoredTriage scored = triager.scored(frame);
    recent.ifPresent(
        frames ->
            frames.offer(
                frame.picture(),
                new ViewKey(frame.variant(), frame.view()),
                frame.capturedAt(),
                frame.monotonicNanos()));
    return scored;
  }

  @Override
  public void asked(UUID escalation, Triage.Unsure doubt) {
    triager.asked(escalation, doubt);
  }

  @Override
  public void answered(UUID escalation, Verdict verdict, boolean byPerson) {
    triager.answered(escalation, verdict, byPerson);
  }

  @Override
  public List<ViewStanding> standing() {
    return triager.standing();
  }

  @Override
  public long unkept() {
    return triager.unkept();
  }

  @Override
  public List<String> golden() {
    return golden.map(BankWatch::says).orElse(List.of());
  }

  @Override
  public Optional<String> bank() {
    return triager.bank();
  }

  /** Takes up golden frames that were made a moment ago, before it returns. */
  void takeUpGolden() {
    golden.ifPresent(BankWatch::look);
  }

  @Override
  public ModelVersion model() {
    return triager.model();
  }

  @Override
  public void close() {
    recent.ifPresent(RecentFrames::close);
    golden.ifPresent(BankWatch::close);
    triager.close();
    patches.ifPresent(PatchModel::close);
    model.close();
    judged.ifPresent(JudgementLog::close);
  }

  private static Autonomy autonomy(
      Optional<AgentConfig.Autonomy> config, Optional<JudgementLog> judged) {
    ConformalBounds.Target target =
        new ConformalBounds.Target(
            config
                .flatMap(AgentConfig.Autonomy::wantedMiss)
                .orElse(ConformalBounds.Target.DEFAULT.wanted()),
            config
                .flatMap(AgentConfig.Autonomy::toleratedMiss)
                .orElse(ConformalBounds.Target.DEFAULT.tolerated()));
    return new Autonomy(
        judged.map(Judgements::new).orElseGet(Judgements::new),
        new Autonomy.Settings(
            target,
            config
                .flatMap(AgentConfig.Autonomy::askShare)
                .orElse(Autonomy.Settings.DEFAULT.askShare()),
            config.flatMap(AgentConfig.Autonomy::shadow).orElse(Shadow.ASK)),
        new SecureRandom());
  }

  private static BankWatch watch(
      Path folder, ReferenceBank bank, ModelVersion model, Optional<ModelVersion> patches) {
    return BankWatch.start(
        folder, new BankFiles(folder, model, patches), bank, InstantSource.system());
  }
}
