/// The reference implementations of the SPI, in memory: a whole cluster in one JVM.
@NullMarked
package io.aether.cluster.memory;

import org.jspecify.annotations.NullMarked;
