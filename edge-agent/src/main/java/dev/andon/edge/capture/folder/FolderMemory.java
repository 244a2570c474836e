package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import java.util.List;
import java.util.Optional;

/**
 * What a folder's source remembers over restarts. What became of a picture is stored together with
 * the mark that it is done; a file that has gone keeps its mark until enough others were done after
 * it, so that a share that comes back is not judged again.
 */
public interface FolderMemory {

  /** Takes one mark. */
  @FunctionalInterface
  interface Marks {
    /**
     * One content of one file.
     *
     * @param id see {@link FileIds}
     * @param gone whether the file had gone
     */
    void take(long id, boolean gone);
  }

  /** The source's name: part of every id. */
  String source();

  /** Every mark of this source, in no order; a mark may come twice. */
  void each(Marks taker);

  /** Names of the files that were done last, the last first. */
  List<String> latest(int atMost);

  /**
   * The file up to which, by name, everything is done that exists: left by an agent that read its
   * folder in order.
   */
  Optional<String> doneUpTo();

  /** These count as done although they were not looked at: {@link #doneUpTo} says so. */
  void countAsDone(List<Cursor> files);

  /** From now on only the marks count. */
  void forgetOrder();

  /** Files have gone or are there again; false where that could not be stored now. */
  boolean moved(long[] gone, long[] back);

  /** Drops marks of files that went long ago; returns which. */
  long[] forget();
}
