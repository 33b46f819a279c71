/// Finds a nats-server binary on this machine, or fetches, verifies and caches one.
@NullMarked
package io.aether.testkit.nats;

import org.jspecify.annotations.NullMarked;
