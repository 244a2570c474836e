package dev.andon.hub.store;

import java.nio.file.Path;

/** Another hub has the data folder. A set-up that a person mends, not a bug. */
public final class FolderInUse extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * With all there is to know.
   *
   * @param owner what the other one wrote about itself; may be empty
   */
  FolderInUse(Path folder, String owner) {
    super(
        "another hub works on "
            + folder.toAbsolutePath().normalize()
            + ": "
            + (owner.isEmpty() ? "it has not said which" : owner)
            + "; stop that one first, or give this hub a folder of its own with data: in its"
            + " configuration");
  }
}
