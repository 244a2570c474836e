package dev.andon.sandbox.brokers;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} at HiveMQ in the process. */
@Tag("long")
class EmbeddedHiveTest extends BrokerContract {
  @Override
  TestedBroker broker(Path files) throws Exception {
    return new EmbeddedHive(files);
  }
}
