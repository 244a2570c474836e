package dev.andon.edge.models;

import dev.andon.vision.PatchModel;
import dev.andon.wire.ModelVersion;
import java.util.Optional;

/** A backbone that may not be there, as something that is closed. */
public record Backbone(Optional<PatchModel> patches) implements AutoCloseable {

  Optional<ModelVersion> version() {
    return patches.map(PatchModel::version);
  }

  @Override
  public void close() {
    patches.ifPresent(PatchModel::close);
  }
}
