/// The parts of a test cluster: the transports and stores that its nodes share, the faults on them,
/// and each node's own environment.
@NullMarked
package io.aether.testkit.wire;

import org.jspecify.annotations.NullMarked;
