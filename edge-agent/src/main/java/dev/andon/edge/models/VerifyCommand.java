package dev.andon.edge.models;

import dev.andon.vision.Bundle;
import dev.andon.vision.GoldenAnswers;
import dev.andon.vision.PatchBundle;
import dev.andon.vision.PatchModel;
import dev.andon.vision.TriageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Opens a bundle as an agent would, and compares its answers on this machine with those it was
 * published with.
 */
@Command(
    name = "verify",
    description = "Checks a bundle: hashes, shapes, and its golden answers on this machine.",
    footer = {"", "Example: ./andon models verify --bundle models/bundles/andon-triage/0.3.1"})
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--bundle", required = true, description = "Folder with manifest.json.")
  private Path bundle = Path.of("");

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (PatchBundle.isOne(bundle)) {
      try (PatchModel model = new PatchModel(PatchBundle.open(bundle))) {
        out.println(model.bundle() + " opens and runs on " + model.device());
        return said(GoldenAnswers.check(model), out);
      }
    }
    try (TriageModel model = new TriageModel(Bundle.open(bundle))) {
      out.println(model.bundle() + " opens and runs on " + model.device());
      return said(GoldenAnswers.check(model), out);
    }
  }

  private static int said(GoldenAnswers.Outcome outcome, PrintWriter out) {
    return switch (outcome) {
      case GoldenAnswers.Absent() -> {
        out.println("it carries no golden.json, its answers were not compared");
        yield 0;
      }
      case GoldenAnswers.Compared(int cases, double worst) -> {
        boolean agrees = worst <= GoldenAnswers.TOLERANCE;
        out.printf(
            "%d golden answers, greatest difference %.6f: %s%n",
            cases, worst, agrees ? "as published" : "NOT as published, do not use it here");
        yield agrees ? 0 : 1;
      }
    };
  }
}
