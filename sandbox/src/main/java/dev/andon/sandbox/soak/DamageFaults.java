package dev.andon.sandbox.soak;

import dev.andon.sandbox.soak.audit.DamageLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import dev.andon.sandbox.soak.damage.DiskDamage;
import dev.andon.sandbox.soak.damage.Toll;
import dev.andon.sandbox.soak.damage.Toll.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills a process, damages its file while it is down, and starts it again; bytes flip and logs are
 * cut by turns. What the damage destroyed is found by copies from before and after.
 *
 * @param targets one after the other
 */
record DamageFaults(List<String> targets) implements PhaseFaults {

  /** A log is empty where its process has folded it back. */
  private static final int MOST_EMPTY = 10;

  private static final List<DiskDamage> KINDS = List.of(DiskDamage.values());

  private static final long WORK_MS = 2_500;

  /** What a process may say of a damaged file of its own. */
  private static final Pattern TOLD =
      Pattern.compile(
          ".*(?:is corrupt|no database any more|was taken over|database damaged|lost \\d+ "
              + "escalations|vanished|spend recovered|log cut|recovered).*");

  private static final List<Names> PARTS =
      List.of(new Names("decision", "part_id"), new Names("escalation", "part_id"));

  private static final List<Names> OWN = List.of(new Names("escalation", "id"));

  private static final List<Names> HUB =
      List.of(
          new Names("escalation", "id"),
          new Names("judging", "escalation_id"),
          new Names("verdict", "escalation_id"));

  private static final Names REQUESTS = new Names("ledger", "request");

  @Override
  public void run(PhasePlant plant, PhaseTally tally) throws IOException, InterruptedException {
    int empty = 0;
    try (JsonLines book = JsonLines.appendTo(plant.folder().damages())) {
      for (int i = 0; empty < MOST_EMPTY && tally.take(); i++) {
        String target = targets.get(i / KINDS.size() % targets.size());
        DiskDamage kind = KINDS.get(i % KINDS.size());
        if (damage(target, kind, plant, book)) {
          tally.finished();
        } else {
          tally.giveBack();
          empty++;
        }
      }
    }
  }

  /** Whether there was anything to damage. */
  private static boolean damage(String target, DiskDamage kind, PhasePlant plant, JsonLines book)
      throws IOException, InterruptedException {
    Path file = file(target, plant.folder());
    TimeUnit.MILLISECONDS.sleep(WORK_MS);
    plant.pulse().lookAway();
    try {
      long from = System.currentTimeMillis();
      plant.plant().process(target).kill();
      Toll toll = Toll.before(file, plant.folder().scratch(target + "-" + from));
      long bytes = kind.to(file, plant.seed() + from);
      toll.after(file);
      long said = Files.size(plant.folder().log(target));
      long work = plant.work(target);
      plant.plant().process(target).start();
      plant.awaitWork(target, work);
      plant.wasBroken(FaultKind.KILLS, "killed", target, from);
      if (bytes > 0) {
        plant.wasBroken("damage", kind.word(), target, from);
        book.add(line(target, kind, bytes, from, toll, told(plant.folder().log(target), said)));
      }
      return bytes > 0;
    } finally {
      plant.pulse().see();
    }
  }

  private static Path file(String target, SoakFolder folder) {
    return target.equals("hub") ? folder.hubFile() : folder.outbox(target);
  }

  private static DamageLine line(
      String target, DiskDamage kind, long bytes, long at, Toll toll, String told) {
    boolean hub = target.equals("hub");
    Set<String> parts = hub ? Set.of() : toll.destroyed(PARTS);
    Set<String> escalations = new TreeSet<>(toll.destroyed(hub ? HUB : OWN));
    if (hub) {
      Map<String, String> asked = toll.pairs("judging", "request_id", "escalation_id");
      toll.destroyed(List.of(REQUESTS)).stream()
          .map(request -> Optional.ofNullable(asked.get(request)))
          .flatMap(Optional::stream)
          .forEach(escalations::add);
    }
    return new DamageLine(
        at,
        target,
        kind.word(),
        bytes,
        List.copyOf(parts),
        escalations.stream().map(UUID::fromString).toList(),
        told);
  }

  private static String told(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int begin = (int) Math.min(from, all.length);
    String since = new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
    Matcher found = TOLD.matcher(since);
    return found.find() ? found.group() : "";
  }
}
