package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileIds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a folder are done, as the durable memory knows it, held for quick looks. A file
 * that has gone keeps its mark until many others were done after it. Confined to one thread.
 */
final class DoneFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DoneFiles.class);

  /** Names that are remembered to give a second picture of the same name another part id. */
  private static final int NAMES = 20_000;

  /** So many must have gone before somebody looks which of them may be forgotten. */
  private static final int FORGET_AFTER = 1_000;

  private final FolderMemory memory;
  private final DoneIds ids = new DoneIds();
  private final Map<Long, Integer> names = new HashMap<>();
  private final Deque<Long> order = new ArrayDeque<>();
  private Optional<String> upTo = Optional.empty();
  private boolean loaded;
  private int gone;
  private long counted;

  DoneFiles(FolderMemory memory) {
    this.memory = memory;
  }

  /** How many marks there are. */
  int count() {
    return ids.size();
  }

  void beginLook() {
    load();
    ids.beginLook();
  }

  private void load() {
    if (!loaded) {
      memory.each(ids::add);
      memory.latest(NAMES).reversed().forEach(this::remember);
      upTo = memory.doneUpTo();
      gone = FORGET_AFTER;
      loaded = true;
    }
  }

  /** Whether this content is done; remembers that it is there. */
  boolean meets(PictureFile file) {
    return ids.meet(id(file));
  }

  /** Whether an earlier agent, which read in order, was past this file. */
  boolean countsAsDone(PictureFile file) {
    return upTo.filter(last -> file.name().compareTo(last) <= 0).isPresent();
  }

  /** Stores the marks of such files and empties the list. */
  void countAsDone(List<Cursor> files) {
    if (!files.isEmpty()) {
      memory.countAsDone(files);
      files.forEach(
          file -> ids.done(FileIds.of(memory.source(), file.file(), file.stamp().orElseThrow())));
      counted += files.size();
      files.clear();
    }
  }

  /** It was handed out, or given up. */
  void add(PictureFile file) {
    ids.done(id(file));
    remember(file.name());
  }

  /** Whether a file of this name was done before. */
  boolean again(String name) {
    return names.containsKey(FileIds.hash(name));
  }

  /**
   * The folder was looked at.
   *
   * @param whole whether nothing of it was hidden: only then has gone what was not met
   */
  void endLook(boolean whole) {
    endOrder();
    if (whole) {
      move(ids.newlyGone(), ids.back());
    }
    if (gone >= FORGET_AFTER) {
      gone = 0;
      ids.remove(memory.forget());
    }
  }

  private void endOrder() {
    if (upTo.isPresent()) {
      memory.forgetOrder();
      LOG.warn(
          "source={} {} pictures up to {} count as done, since the agent before read them in order;"
              + " touch a file to have it judged",
          memory.source(),
          counted,
          upTo.get());
      upTo = Optional.empty();
    }
  }

  private void move(long[] nowGone, long[] back) {
    if (nowGone.length + back.length > 0 && memory.moved(nowGone, back)) {
      ids.moved(nowGone, back);
      gone += nowGone.length;
    }
  }

  private void remember(String name) {
    long hash = FileIds.hash(name);
    names.merge(hash, 1, Integer::sum);
    order.add(hash);
    if (order.size() > NAMES) {
      names.computeIfPresent(order.remove(), (old, times) -> times == 1 ? null : times - 1);
    }
  }

  private long id(PictureFile file) {
    return FileIds.of(memory.source(), file.name(), file.stamp());
  }
}
