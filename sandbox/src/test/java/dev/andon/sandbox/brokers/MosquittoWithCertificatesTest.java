package dev.andon.sandbox.brokers;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} at mosquitto with client certificates and an access list. */
@Tag("mosquitto")
class MosquittoWithCertificatesTest extends BrokerContract {
  @Override
  TestedBroker broker(Path files) throws Exception {
    return new CertificateMosquitto(files);
  }
}
