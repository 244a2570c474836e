package dev.andon.sandbox.brokers;

import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.fixtures.FreePort;
import dev.andon.fixtures.MosquittoProcess;
import dev.andon.wire.StationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** mosquitto over plain TCP, with a password for everybody. */
final class PasswordMosquitto implements TestedBroker {
  private final Path folder;
  private final int port = FreePort.take();
  private final Passwords passwords;
  private final MosquittoProcess process;

  PasswordMosquitto(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.passwords = new Passwords(folder);
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        persistence false
        log_type error
        allow_anonymous false
        password_file %s
        """
            .formatted(port, folder.resolve("users")));
    tellBroker();
    this.process = new MosquittoProcess(configuration, port);
  }

  private void tellBroker() throws IOException, InterruptedException {
    Path users = folder.resolve("users");
    Files.deleteIfExists(users);
    Files.createFile(users);
    for (String user : TestedPlant.users()) {
      Process made =
          new ProcessBuilder("mosquitto_passwd", "-b", users.toString(), user, passwords.of(user))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!made.waitFor(20, TimeUnit.SECONDS) || made.exitValue() != 0) {
        throw new IOException("mosquitto_passwd did not take " + user);
      }
    }
    MosquittoProcess.readable(folder);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() throws IOException {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public String hub() {
    return passwords.hub();
  }

  @Override
  public MqttEndpoint station(StationId station, int over) {
    return passwords.station(station, "tcp://127.0.0.1:" + over, Optional.empty());
  }

  @Override
  public void spoil() throws IOException {
    passwords.spoil();
  }

  @Override
  public void mend() throws IOException {
    passwords.write();
  }

  @Override
  public void renew() throws IOException, InterruptedException {
    passwords.renew();
    tellBroker();
  }

  @Override
  public void close() {
    process.kill();
  }
}
