package dev.andon.hub.cli;

import dev.andon.hub.account.SigningSecret;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a station's key. */
@Command(
    name = "key",
    description = {
      "Shows a station's key, or writes it to a file for its owner alone: hub.key in the station's"
          + " configuration.",
      "The same station has the same key each time. Whoever has it can speak for the hub to that"
          + " station."
    },
    footer = {"", "Example: ./andon station key line-1/st-04 --config hub.yaml --out st-04.key"})
final class StationKeyCommand extends Subcommand<StationCommand> {
  @Parameters(paramLabel = "LINE/STATION", description = "Such as line-1/st-04.")
  private String name = "";

  @Option(names = "--out", paramLabel = "FILE", description = "A new file, mode 0600.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--next",
      description =
          "The key that follows (hub.next_key), from signing.next.key; when every station"
              + " has it, stop the hub and put that file in the place of signing.key.")
  private boolean next;

  @Override
  void run(StationCommand stations) throws IOException {
    MoneyFiles files = stations.files();
    StationId station = StationId.parse(files.plant().id() + "/" + name);
    SigningSecret secret =
        SigningSecret.of(files.data().resolve(next ? SigningSecret.NEXT_FILE : SigningSecret.FILE));
    StationKey key = secret.key(station);
    if (file.isPresent()) {
      write(file.get(), key);
      stations.say("key " + key.id() + " of " + station + " is in " + file.get());
    } else {
      stations.say(key.text());
    }
  }

  private static void write(Path file, StationKey key) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      channel.write(
          java.nio.ByteBuffer.wrap(
              (key.text() + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    } catch (FileAlreadyExistsException there) {
      throw new IllegalArgumentException(
          file + " exists already; delete it or choose another name", there);
    }
  }
}
