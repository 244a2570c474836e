package dev.andon.edge.models;

import dev.andon.vision.Bundle;
import dev.andon.vision.BundleRefusedException;
import dev.andon.vision.PatchBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows every bundle below a folder and whether it would run. */
@Command(
    name = "list",
    description = "Lists the model bundles below a folder.",
    footer = {"", "Example: ./andon models list"})
public final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundles",
      description = "Folder with NAME/VERSION/manifest.json (default: ${DEFAULT-VALUE}).",
      defaultValue = "models/bundles")
  private Path bundles = Path.of("models/bundles");

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> manifests = manifests();
    for (Path manifest : manifests) {
      Path directory = manifest.resolveSibling("");
      try {
        out.println(opened(directory) + "  " + directory);
      } catch (BundleRefusedException e) {
        out.println("refused  " + e.getMessage());
      }
    }
    if (manifests.isEmpty()) {
      out.println("no bundle below " + bundles.toAbsolutePath());
    }
    return 0;
  }

  private static Object opened(Path directory) {
    return PatchBundle.isOne(directory) ? PatchBundle.open(directory) : Bundle.open(directory);
  }

  private List<Path> manifests() throws IOException {
    if (!Files.isDirectory(bundles)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(bundles, 3)) {
      return files.filter(f -> f.endsWith("manifest.json")).sorted().toList();
    }
  }
}
