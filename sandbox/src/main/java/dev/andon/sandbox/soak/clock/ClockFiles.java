package dev.andon.sandbox.soak.clock;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * The agent's jar and the offset of each process, in files of one folder.
 *
 * @param folder made where it is missing
 */
public record ClockFiles(Path folder) {

  private static final String JAR = "clock-agent.jar";

  /** Writes the jar; every process starts with this offset. */
  public static ClockFiles make(Path folder) throws IOException {
    Files.createDirectories(folder);
    ClockFiles files = new ClockFiles(folder.toAbsolutePath());
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", ClockAgent.class.getName());
    main.putValue("Can-Retransform-Classes", "true");
    // The JDK's own classes call it, so it has to be visible from there.
    main.putValue("Boot-Class-Path", JAR);
    try (OutputStream out = Files.newOutputStream(files.jar());
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (Class<?> each : List.of(ClockAgent.class, ClockTransformer.class, ShiftedTime.class)) {
        add(jar, each);
      }
    }
    return files;
  }

  private static void add(JarOutputStream jar, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      jar.putNextEntry(new ZipEntry(name));
      in.transferTo(jar);
      jar.closeEntry();
    }
  }

  private Path jar() {
    return folder.resolve(JAR);
  }

  private Path offset(String process) {
    return folder.resolve(process + ".offset");
  }

  /** The option that gives a process a clock of its own. */
  public String option(String process) throws IOException {
    if (!Files.exists(offset(process))) {
      set(process, Duration.ZERO);
    }
    return "-javaagent:" + jar() + "=" + offset(process);
  }

  /** From now on, within a tenth of a second, its clock is ahead by so much. */
  public void set(String process, Duration ahead) throws IOException {
    Path next = folder.resolve(process + ".next");
    Files.writeString(next, Long.toString(ahead.toMillis()));
    Files.move(next, offset(process), StandardCopyOption.ATOMIC_MOVE);
  }
}
