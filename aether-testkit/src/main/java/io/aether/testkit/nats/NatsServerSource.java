package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Path;

/// Somewhere a nats-server binary can be fetched from, verified by whoever published it.
interface NatsServerSource {

  /// What a reader of the log or of an error calls this source.
  String name();

  /// Fetches a binary into `scratch`, an empty folder that is deleted afterwards, and returns it.
  /// Nothing outside `scratch` changes.
  ///
  /// @throws IOException when this source cannot deliver, with the reason
  Path fetch(Path scratch) throws IOException;
}
