/// The interfaces that transports and control stores implement.
@NullMarked
package io.aether.cluster.spi;

import org.jspecify.annotations.NullMarked;
