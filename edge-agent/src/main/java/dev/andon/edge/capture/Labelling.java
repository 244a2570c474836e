package dev.andon.edge.capture;

/**
 * Says what a frame shows before anyone looks at it: on a line the recipe knows, in a folder the
 * truth file or the names. Thread-safe and quick.
 */
@FunctionalInterface
public interface Labelling {

  /** Never fails: an unknown place gets the station's default variant and view. */
  PartLabel label(Cursor cursor);

  /**
   * The same for a frame of that moment, where what is shown changes with time.
   *
   * @param nanos monotonic, when the frame was taken
   */
  default PartLabel label(Cursor cursor, long nanos) {
    return label(cursor);
  }

  /** The same parts, of the variant that a file says. */
  default Labelling of(VariantFile variants) {
    Labelling parts = this;
    return new Labelling() {
      @Override
      public PartLabel label(Cursor cursor) {
        return parts.label(cursor);
      }

      @Override
      public PartLabel label(Cursor cursor, long nanos) {
        PartLabel part = parts.label(cursor, nanos);
        return new PartLabel(part.partId(), variants.at(nanos), part.view());
      }
    };
  }

  /**
   * The part in front of the camera.
   *
   * @param partId the part's number, 1 … 128 characters; several views share it
   * @param variant the product variant, 1 … 128 characters
   * @param view camera position or recipe step, 1 … 128 characters
   */
  record PartLabel(String partId, String variant, String view) {
    /** Refuses empty and over-long texts. */
    public PartLabel {
      check("part id", partId);
      check("variant", variant);
      check("view", view);
    }

    private static void check(String name, String value) {
      if (value.isBlank() || value.length() > 128) {
        throw new IllegalArgumentException(
            name + " must have 1 … 128 characters, has " + value.length());
      }
    }
  }

  /**
   * Every picture is a part of its own, named after its place; variant and view are the same for
   * all.
   */
  static Labelling same(String variant, String view) {
    return cursor -> new PartLabel(partIdOf(cursor), variant, view);
  }

  /**
   * File name without folders and ending, with the position behind it where the file holds several
   * frames.
   */
  static String partIdOf(Cursor cursor) {
    String stem = stem(cursor.file());
    return PartIds.valid(cursor.position() == 0 ? stem : stem + "#" + cursor.position());
  }

  /** A file's name without folders and ending. */
  static String stem(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
