/// A test cluster's wires over a real NATS server.
@NullMarked
package io.aether.testkit.cluster.nats;

import org.jspecify.annotations.NullMarked;
