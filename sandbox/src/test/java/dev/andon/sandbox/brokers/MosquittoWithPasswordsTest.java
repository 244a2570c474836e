package dev.andon.sandbox.brokers;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} at mosquitto with a password for everybody. */
@Tag("mosquitto")
class MosquittoWithPasswordsTest extends BrokerContract {
  @Override
  TestedBroker broker(Path files) throws Exception {
    return new PasswordMosquitto(files);
  }
}
