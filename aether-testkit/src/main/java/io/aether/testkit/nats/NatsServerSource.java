package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Path;

/// A source of nats-server binaries that can be verified against data of their publisher.
interface NatsServerSource {

  /// {@return the name of this source in logs and errors}
  String name();

  /// Fetches a binary into `scratch`, an empty folder that is deleted afterwards. Changes nothing
  /// outside `scratch`. {@return the binary}
  ///
  /// @throws IOException if this source cannot provide a binary; the message contains the reason
  Path fetch(Path scratch) throws IOException;
}
