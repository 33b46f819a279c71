/// How Aether connects to NATS servers: the settings that journals, snapshot stores, transports and
/// control stores are opened with, and the client that these are built on.
@NullMarked
package io.aether.nats;

import org.jspecify.annotations.NullMarked;
