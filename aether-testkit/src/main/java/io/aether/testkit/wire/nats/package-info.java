/// The transport and the control store of a test cluster that runs over a real NATS server.
@NullMarked
package io.aether.testkit.wire.nats;

import org.jspecify.annotations.NullMarked;
